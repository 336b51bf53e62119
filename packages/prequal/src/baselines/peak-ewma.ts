// What does a query at one replica cost, by the latencies that its callers saw? An average that jumps to every peak and comes
// back slowly: the metric of Finagle's PeakEwma.scala and tower's load/peak_ewma.rs.

/** In place of a latency where a query is out and none has ended, ms: Finagle's `Long.MaxValue >> 16` nanoseconds. */
const PENALTY_MS = (2 ** 47 - 1) / 1e6;

export class PeakEwma {
  /** 0 = never observed. */
  #latencyMs = 0;
  #stampMs = Number.NEGATIVE_INFINITY;

  /** Rises to a higher latency at once, else moves towards it by the time since the last observation. `tauMs` is above 0. */
  observe(latencyMs: number, tauMs: number, nowMs: number): void {
    const weight = Math.exp(-Math.max(0, nowMs - this.#stampMs) / tauMs);
    this.#latencyMs =
      latencyMs > this.#latencyMs ? latencyMs : this.#latencyMs * weight + latencyMs * (1 - weight);
    this.#stampMs = nowMs;
  }

  /** The average, faded until now: to look is to observe a latency of 0, in both libraries. 0 = nothing is known. */
  look(tauMs: number, nowMs: number): number {
    this.observe(0, tauMs, nowMs);
    return this.#latencyMs;
  }
}

/** Cost of one query more where `outstanding` are out; 0 where nothing is known and nothing was sent. */
export function costOf(latencyMs: number, outstanding: number): number {
  return latencyMs === 0 && outstanding > 0 ? PENALTY_MS + outstanding : latencyMs * (outstanding + 1);
}
