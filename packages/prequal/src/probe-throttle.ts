// By how much is the probe rate lowered because probing itself is in trouble?

/** Outcomes looked at before the share of timeouts means anything. */
const MIN_OUTCOMES = 10;
/** Share of timeouts above which the rate halves. */
const MAX_TIMEOUT_FRACTION = 0.1;
const RECOVERY_MS = 5000;
const MIN_FACTOR = 1 / 16;
/** Outcomes older than this are forgotten. */
const WINDOW_MS = 1000;

/**
 * A factor on the probe rate, 1 = whole. It halves when more than one probe in ten times out or when the event loop lags,
 * and recovers in a straight line over 5 s. Deviation [probe-throttle]: the paper's rate is fixed, and a replication's balancer drowned in probes.
 */
export class ProbeThrottle {
  #low = 1;
  #loweredAtMs = Number.NEGATIVE_INFINITY;
  #windowAtMs = Number.NEGATIVE_INFINITY;
  #outcomes = 0;
  #timeouts = 0;

  factor(nowMs: number): number {
    const recovered = Math.min(1, (nowMs - this.#loweredAtMs) / RECOVERY_MS);
    return this.#low + (1 - this.#low) * recovered;
  }

  onOutcome(timedOut: boolean, nowMs: number): void {
    if (nowMs - this.#windowAtMs > WINDOW_MS) this.#restart(nowMs);
    this.#outcomes++;
    if (timedOut) this.#timeouts++;
    if (this.#outcomes < MIN_OUTCOMES || this.#timeouts <= this.#outcomes * MAX_TIMEOUT_FRACTION) return;
    this.#halve(nowMs);
    this.#restart(nowMs);
  }

  /** The loop came back `lagMs` late. */
  onStall(lagMs: number, probeTimeoutMs: number, nowMs: number): void {
    if (lagMs > probeTimeoutMs / 2) this.#halve(nowMs);
  }

  #halve(nowMs: number): void {
    this.#low = Math.max(MIN_FACTOR, this.factor(nowMs) / 2);
    this.#loweredAtMs = nowMs;
  }

  #restart(nowMs: number): void {
    this.#windowAtMs = nowMs;
    this.#outcomes = 0;
    this.#timeouts = 0;
  }
}
