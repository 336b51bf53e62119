// May this happen now without exceeding a rate?

/** Seconds of its rate that a bucket may hold: how large a burst can be. */
const BURST_SECONDS = 0.1;

/** A token bucket that starts full; at least one token deep. */
export class TokenBucket {
  #tokens = Number.POSITIVE_INFINITY;
  #filledAtMs = 0;

  /** Takes one token if there is one. `perSecond` may change from call to call. */
  take(perSecond: number, nowMs: number): boolean {
    const depth = Math.max(1, perSecond * BURST_SECONDS);
    const gained = ((nowMs - this.#filledAtMs) * perSecond) / 1000;
    this.#tokens = Math.min(depth, this.#tokens + gained);
    this.#filledAtMs = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
