// How many whole things a fractional rate yields per query, so that the average is exact.

/** Rounds a rate to floor or ceiling deterministically (Prequal §4 [exact-rounding]). */
export class FractionalRate {
  #carry = 0;

  /** The whole number due now. After N calls the sum differs from the sum of the rates by less than 1. */
  take(rate: number): number {
    this.#carry += rate;
    // Sums of fractions such as 0.1 fall short of the whole by a rounding error: grant it.
    const whole = Math.floor(this.#carry + 1e-9);
    this.#carry -= whole;
    return whole;
  }
}
