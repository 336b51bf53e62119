// The seam of the replica's latency estimate: which latency would a query that arrives now see?

/** An estimator of one replica. Times in milliseconds on a monotonic clock. */
export interface Estimator {
  /**
   * A query ended. `rifAtArrival` counts that query itself, so it is at least 1. A failed query never lowers the
   * estimate.
   */
  record(latencyMs: number, rifAtArrival: number, ok: boolean, nowMs: number): void;
  /** Expected latency at `rif` requests in flight before the new one; null = unknown. Does not change anything. */
  estimate(rif: number, nowMs: number): number | null;
}

/** Whether the end of a query tells anything; all else is ignored. */
export function isSample(latencyMs: number, rifAtArrival: number): boolean {
  return Number.isFinite(latencyMs) && latencyMs >= 0 && Number.isFinite(rifAtArrival) && rifAtArrival >= 1;
}

export type EstimatorName = 'scaled' | 'median';
