// What a replica says about its load, whatever carried it here, and how nonsense is told apart.

/** One replica's load at one instant (Prequal §4: RIF and latency; the rest as ORCA has it, for weighted round robin). */
export interface LoadReport {
  /** Requests in flight at the replica, queued ones included; an integer from 0 to 2^32 - 1. */
  readonly rif: number;
  /** Estimated latency of a query that arrives now, in milliseconds, 0 to 1 day; null = unknown. */
  readonly latencyMs: number | null;
  /** The replica asks for no new queries. */
  readonly draining?: boolean;
  /** Fraction of its capacity in use, 0 upwards. */
  readonly utilization?: number;
  /** Queries per second. */
  readonly qps?: number;
  /** Failed queries per second. */
  readonly eps?: number;
  /** The caller's own reference to what brought this report (say, a span); 0 or absent = none. Returned by `explain`. */
  readonly ref?: number;
}

/** Why a report was not believed. */
export type InvalidReason = 'rif' | 'latency' | 'utilization';

const MAX_RIF = 2 ** 32 - 1;
const MAX_LATENCY_MS = 86_400_000;

/** Returns why `report` cannot be true, or null when it can. Accepts anything: peers send nonsense. */
export function invalidReason(report: LoadReport): InvalidReason | null {
  const { rif, latencyMs, utilization, qps, eps }: Partial<LoadReport> = report ?? {};
  if (!Number.isInteger(rif) || !isWithin(rif, MAX_RIF)) return 'rif';
  if (latencyMs !== null && !isWithin(latencyMs, MAX_LATENCY_MS)) return 'latency';
  return isAbsentOrFinite(utilization) && isAbsentOrFinite(qps) && isAbsentOrFinite(eps)
    ? null
    : 'utilization';
}

function isAbsentOrFinite(value: unknown): boolean {
  return value === undefined || isWithin(value, Number.MAX_VALUE);
}

/** Text and big integers compare like numbers and are none. */
function isWithin(value: unknown, max: number): boolean {
  return typeof value === 'number' && value >= 0 && value <= max;
}
