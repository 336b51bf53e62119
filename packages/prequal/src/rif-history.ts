// How is RIF distributed across the fleet? The last reported RIFs, kept apart from the pool and uncompensated, in arrival
// order and sorted. It knows nothing of replicas.

/** The last `capacity` reported RIFs and their quantiles (Prequal §4 [rif-distribution]). */
export class RifHistory {
  #ring: Uint32Array;
  #sorted: Uint32Array;
  #next = 0;
  #count = 0;

  constructor(capacity: number) {
    this.#ring = new Uint32Array(capacity);
    this.#sorted = new Uint32Array(capacity);
  }

  get count(): number {
    return this.#count;
  }

  /** Adds a RIF; the oldest one leaves when the history is full. */
  add(rif: number): void {
    const isFull = this.#count === this.#ring.length;
    if (isFull) this.#replace(this.#ring[this.#next] as number, rif);
    else this.#insert(rif);
    this.#ring[this.#next] = rif;
    this.#next = this.#next + 1 === this.#ring.length ? 0 : this.#next + 1;
  }

  /** The nearest-rank quantile: the least value with at least `q` of the history at or below it. NaN when empty. */
  quantile(q: number): number {
    const rank = Math.max(1, Math.ceil(q * this.#count - 1e-9));
    return this.#count === 0 ? Number.NaN : (this.#sorted[rank - 1] ?? Number.NaN);
  }

  /** Keeps the newest values that fit into `capacity`. */
  resize(capacity: number): void {
    const newest = this.#inOrder().slice(-capacity);
    this.#ring = new Uint32Array(capacity);
    this.#sorted = new Uint32Array(capacity);
    this.#next = 0;
    this.#count = 0;
    for (const rif of newest) this.add(rif);
  }

  /** The sorted values and what fills up the capacity behind them, in `target` when it has that length, else in a new one. */
  copyTo(target: Uint32Array): Uint32Array {
    if (target.length !== this.#sorted.length) return this.#sorted.slice();
    target.set(this.#sorted);
    return target;
  }

  #inOrder(): number[] {
    const start = this.#count === this.#ring.length ? this.#next : 0;
    return Array.from({ length: this.#count }, (_, i) => this.#ring[(start + i) % this.#ring.length] ?? 0);
  }

  #insert(rif: number): void {
    const at = this.#lowerBound(rif);
    this.#sorted.copyWithin(at + 1, at, this.#count);
    this.#sorted[at] = rif;
    this.#count++;
  }

  /** Puts `rif` in the place of `former` and moves what stands between them by one: few values, as RIFs are much alike. */
  #replace(former: number, rif: number): void {
    const sorted = this.#sorted;
    if (rif === former) return;
    let at = rif > former ? this.#lowerBound(former + 1) - 1 : this.#lowerBound(former);
    if (rif > former)
      for (; at + 1 < this.#count && (sorted[at + 1] as number) < rif; at++)
        sorted[at] = sorted[at + 1] as number;
    else for (; at > 0 && (sorted[at - 1] as number) > rif; at--) sorted[at] = sorted[at - 1] as number;
    sorted[at] = rif;
  }

  /** First index whose value is at least `rif`. */
  #lowerBound(rif: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sorted[middle] ?? 0) < rif) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Sorted RIFs as counts by value. */
export function countByRif(sorted: ArrayLike<number>, count: number): Record<string, number> {
  const counts: Record<string, number> = {};
  for (let i = 0; i < count; i++) {
    const rif = String(sorted[i]);
    counts[rif] = (counts[rif] ?? 0) + 1;
  }
  return counts;
}
