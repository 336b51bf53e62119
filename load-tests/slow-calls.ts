// Which were the slowest calls of a run, and where are their traces? Read from the balancer's /decisions?order=slowest.
//
// Read by k6 and by Node: it imports neither.

/** What the balancer says of one call. */
interface SlowCall {
  readonly atMs: number;
  readonly method: string;
  readonly rule: string;
  readonly replica: string;
  readonly status: string | null;
  readonly durationMs: number | null;
  readonly traceId: string;
}

/** The balancer's answer: `atMs` is its own clock. */
export interface SlowAnswer {
  readonly atMs?: number;
  readonly decisions?: readonly SlowCall[];
}

/** So many are shown of a run, and asked of each balancer. */
export const SHOWN = 10;

/** A line for each of the slowest calls that the balancers tell: duration, operation, replica, rule, status, link. */
export function slowCallLines(answers: readonly SlowAnswer[], jaegerUrl: string): string[] {
  return answers
    .flatMap(({ decisions = [] }) => decisions)
    .sort((one, other) => (other.durationMs ?? 0) - (one.durationMs ?? 0))
    .slice(0, SHOWN)
    .map(({ durationMs, method, replica, rule, status, traceId }) => {
      const what = `${Math.round(durationMs ?? 0)} ms ${method} by ${replica} (${rule}, ${status})`;
      return `slowest: ${what} ${jaegerUrl}/trace/${traceId}`;
    });
}
