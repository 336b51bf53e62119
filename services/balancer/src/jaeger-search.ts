// The address of Jaeger's search for the calls of this balancer. It names the operation: probes are traces of their own,
// several times as many as calls, and would bury them.

/** Empty where there is no Jaeger. */
export function jaegerSearch(jaegerUrl: string, operation: string): string {
  if (jaegerUrl === '') return '';
  const query = new URLSearchParams({ service: 'prequal-balancer', operation });
  return `${jaegerUrl}/search?${query}`;
}
