// The expressions that these dashboards are made of. A window is Grafana's: a few scrapes, or all that is shown.

export interface Selection {
  /** Matchers, `replica="a:1"`; default: every series. */
  readonly where?: string;
  /** Labels that are kept, `replica`; default: none. */
  readonly by?: string;
  readonly over?: '$__rate_interval' | '$__range';
}

/** How fast the counters rise, a second. */
export function rateOf(counter: string, { where = '', by = '', over = '$__rate_interval' }: Selection = {}) {
  return `sum${grouping(by)}(rate(${counter}${braces(where)}[${over}]))`;
}

/** By how much the counters rose in all that is shown. */
export function increaseOf(counter: string, { where = '', by = '' }: Selection = {}): string {
  return `sum${grouping(by)}(increase(${counter}${braces(where)}[$__range]))`;
}

/** A quantile of a classic histogram. */
export function quantileOf(fraction: number, histogram: string, { by = '', ...rest }: Selection = {}) {
  const labels = by === '' ? 'le' : `le, ${by}`;
  return `histogram_quantile(${fraction}, ${rateOf(`${histogram}_bucket`, { ...rest, by: labels })})`;
}

/** A quantile of the client's latency: k6 sends native histograms, which have no buckets by name. */
export function clientQuantile(fraction: number): string {
  return `histogram_quantile(${fraction}, ${rateOf('k6_grpc_req_duration_seconds')})`;
}

/** The mean of what a histogram observed. */
export function meanOf(histogram: string): string {
  return `${rateOf(`${histogram}_sum`)} / ${rateOf(`${histogram}_count`)}`;
}

/** The series of a gauge as one for each value of `by`: several balancers export the same. */
export function gauge(name: string, { where = '', by = '' }: Selection = {}): string {
  return `max${grouping(by)}(${name}${braces(where)})`;
}

function grouping(by: string): string {
  return by === '' ? '' : ` by (${by}) `;
}

function braces(where: string): string {
  return where === '' ? '' : `{${where}}`;
}
