// How are RIFs distributed over replicas and time? Quantiles as the paper plots them: each integer spread evenly.

/** Counts of RIFs. */
export class RifHistogram {
  readonly #counts: number[] = [];
  #count = 0;

  record(rif: number): void {
    while (this.#counts.length <= rif) this.#counts.push(0);
    this.#counts[rif] = (this.#counts[rif] as number) + 1;
    this.#count++;
  }

  /** null when empty. */
  get mean(): number | null {
    if (this.#count === 0) return null;
    return this.#counts.reduce((sum, count, rif) => sum + count * rif, 0) / this.#count;
  }

  /** The quantile of what remains when each integer k is spread over [k - 1/2, k + 1/2), as in the paper's §5; null when empty. */
  quantile(quantile: number): number | null {
    if (this.#count === 0) return null;
    const rank = quantile * this.#count;
    let below = 0;
    for (let rif = 0; rif < this.#counts.length; rif++) {
      const count = this.#counts[rif] as number;
      if (count > 0 && below + count >= rank) return rif - 0.5 + (rank - below) / count;
      below += count;
    }
    return this.#counts.length - 0.5;
  }
}
