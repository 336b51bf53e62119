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

/** So many are asked for, since the slowest may be of before the run. */
export const ASKED = 50;
const SHOWN = 10;

/** A line for each of the slowest calls of the last `runMs`: duration, operation, replica, rule, status, link. */
export function slowCallLines(
  { atMs = 0, decisions = [] }: SlowAnswer,
  runMs: number,
  jaegerUrl: string,
): string[] {
  return decisions
    .filter(call => call.atMs >= atMs - runMs)
    .slice(0, SHOWN)
    .map(({ durationMs, method, replica, rule, status, traceId }) => {
      const what = `${Math.round(durationMs ?? 0)} ms ${method} by ${replica} (${rule}, ${status})`;
      return `slowest: ${what} ${jaegerUrl}/trace/${traceId}`;
    });
}
