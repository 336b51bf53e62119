// Which policy do the balancers run? Asked at the start, to label the report.

const TIMEOUT_MS = 1000;

/** The policy's name from the first balancer's admin port, or `unknown` when that does not say. */
export async function policyName([balancerAdmin]: readonly string[]): Promise<string> {
  if (balancerAdmin === undefined) return 'unknown';
  try {
    const answer = await fetch(`${balancerAdmin}/config`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const { settings } = (await answer.json()) as { settings?: { policy?: unknown } };
    return typeof settings?.policy === 'string' ? settings.policy : 'unknown';
  } catch {
    return 'unknown';
  }
}
