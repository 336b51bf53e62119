// For how long has a replica's whole capacity been in use so far? A sum over time of the share that is.

export class BusyTime {
  #ms = 0;
  #share = 0;
  #sinceMs = performance.now();

  /** From now on `share` of the capacity is in use, 0 upwards. */
  set(share: number): void {
    this.#ms = this.read();
    this.#sinceMs = performance.now();
    this.#share = share;
  }

  /** Milliseconds of the whole capacity since the start. */
  read(): number {
    return this.#ms + this.#share * (performance.now() - this.#sinceMs);
  }
}
