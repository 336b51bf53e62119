// Is a replica frozen? Decided from its silence alone: probes that timed out, calls that did not end. Knows no probe's
// content, no clock and no policy.

/** Probes that must have timed out in a row. */
const MIN_TIMEOUTS = 3;
/** Time over which nothing may have been heard. */
const MIN_SILENCE_MS = 250;

/**
 * Watches one replica. It is frozen when every probe to it over at least 250 ms, three or more, timed out and no call on
 * it ended in that time. A timeout that overlaps a stall of our own event loop does not count: it says more about us.
 */
export class FreezeDetector {
  #timeouts = 0;
  /** When the first of these timeouts was sent. */
  #silentFromMs = 0;
  #heardAtMs = Number.NEGATIVE_INFINITY;
  #stalledUntilMs = Number.NEGATIVE_INFINITY;
  #frozen = false;

  get frozen(): boolean {
    return this.#frozen;
  }

  /** How long nothing was heard, for the log. */
  silenceMs(nowMs: number): number {
    return this.#timeouts === 0 ? 0 : nowMs - this.#silentFromMs;
  }

  get timeouts(): number {
    return this.#timeouts;
  }

  /** A probe sent at `sentAtMs` timed out. Returns whether the replica is frozen. */
  onTimeout(sentAtMs: number, nowMs: number): boolean {
    const counts = sentAtMs >= this.#stalledUntilMs && sentAtMs >= this.#heardAtMs;
    if (!counts) return this.#frozen;
    if (this.#timeouts === 0 || sentAtMs < this.#silentFromMs) this.#silentFromMs = sentAtMs;
    this.#timeouts++;
    if (this.#timeouts >= MIN_TIMEOUTS && this.silenceMs(nowMs) >= MIN_SILENCE_MS) this.#frozen = true;
    return this.#frozen;
  }

  /** It answered something, a probe or a call: it is not frozen. */
  onHeard(nowMs: number): void {
    this.#heardAtMs = nowMs;
    this.#timeouts = 0;
    this.#frozen = false;
  }

  /** Our own loop stood still until now. */
  onStall(nowMs: number): void {
    this.#stalledUntilMs = nowMs;
    if (!this.#frozen) this.#timeouts = 0;
  }
}
