// May it happen once more? A bucket of `burst` that refills by `perSecond`. Pure: told the time.

export class Allowance {
  readonly #burst: number;
  readonly #perSecond: number;
  #left: number;
  #atMs: number;

  constructor(burst: number, perSecond: number, nowMs: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#left = burst;
    this.#atMs = nowMs;
  }

  /** How many there were when it was last asked. */
  get left(): number {
    return this.#left;
  }

  /** Takes one; false when none is left. */
  take(nowMs: number): boolean {
    const refilled = this.#left + ((nowMs - this.#atMs) * this.#perSecond) / 1_000;
    this.#left = Math.min(this.#burst, refilled);
    this.#atMs = nowMs;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
