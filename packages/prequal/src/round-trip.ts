// How long does a probe take to be answered? A moving mean; it measures nothing itself.

/** Weight of the newest round trip. */
const NEWEST = 0.05;

export class RoundTrip {
  #meanMs = Number.POSITIVE_INFINITY;

  /** Infinite until one was added. */
  get ms(): number {
    return this.#meanMs;
  }

  add(roundTripMs: number): void {
    if (this.#meanMs === Number.POSITIVE_INFINITY) this.#meanMs = roundTripMs;
    else this.#meanMs += NEWEST * (roundTripMs - this.#meanMs);
  }
}
