// How much does a replica serve, how much of that fails, and how much of its capacity does it take? For weighted round robin.

/** Mean age of what counts, ms: as in a window of ten seconds. Deviation [wrr-reports]: the paper gives no smoothing. */
const MEAN_AGE_MS = 5000;
const MS_PER_SECOND = 1000;

/** Averages of the last seconds. */
export interface Usage {
  /** Queries that ended, per second. */
  readonly qps: number;
  /** Those of them that failed, per second. */
  readonly eps: number;
  /** Fraction of the capacity in use, 0 upwards; absent when nobody told. */
  readonly utilization?: number;
}

export class UsageMeter {
  readonly #startMs: number;
  readonly #ended: DecayingSum;
  readonly #failed: DecayingSum;
  readonly #busyMs: DecayingSum;
  #toldBusyMs: number | null = null;

  constructor(nowMs: number) {
    this.#startMs = nowMs;
    this.#ended = new DecayingSum(nowMs);
    this.#failed = new DecayingSum(nowMs);
    this.#busyMs = new DecayingSum(nowMs);
  }

  onEnd(failed: boolean, nowMs: number): void {
    this.#ended.add(1, nowMs);
    if (failed) this.#failed.add(1, nowMs);
  }

  /** `totalMs`: for how long the whole capacity has been in use since any fixed time. */
  onBusy(totalMs: number, nowMs: number): void {
    if (this.#toldBusyMs !== null) this.#busyMs.addEvenly(totalMs - this.#toldBusyMs, nowMs);
    this.#toldBusyMs = totalMs;
  }

  /** Unbiased from the first moment on: sums are divided by the weight of the time that has passed. */
  read(nowMs: number): Usage {
    const weightMs = MEAN_AGE_MS * -Math.expm1((this.#startMs - nowMs) / MEAN_AGE_MS);
    const perMs = (sum: DecayingSum) => (weightMs > 0 ? sum.at(nowMs) / weightMs : 0);
    return {
      qps: perMs(this.#ended) * MS_PER_SECOND,
      eps: perMs(this.#failed) * MS_PER_SECOND,
      ...(this.#toldBusyMs === null ? {} : { utilization: perMs(this.#busyMs) }),
    };
  }
}

/** A sum whose terms fade exponentially with age. */
class DecayingSum {
  #sum = 0;
  #atMs: number;

  constructor(nowMs: number) {
    this.#atMs = nowMs;
  }

  at(nowMs: number): number {
    return this.#sum * Math.exp((this.#atMs - nowMs) / MEAN_AGE_MS);
  }

  add(amount: number, nowMs: number): void {
    this.#sum = this.at(nowMs) + amount;
    this.#atMs = nowMs;
  }

  /** `amount` came evenly since the last call. */
  addEvenly(amount: number, nowMs: number): void {
    const sinceMs = nowMs - this.#atMs;
    const mean = sinceMs > 0 ? (-Math.expm1(-sinceMs / MEAN_AGE_MS) * MEAN_AGE_MS) / sinceMs : 1;
    this.add(amount * mean, nowMs);
  }
}
