// When does the next query run out of time? All have the same time, so they run out in the order in which they came:
// a ring, not a heap. It does not know which of them have ended before.

/** A power of two, as are all later ones: places wrap by a mask. */
const FIRST_CAPACITY = 1024;

export class Deadlines {
  #atMs = new Float64Array(FIRST_CAPACITY);
  #row = new Int32Array(FIRST_CAPACITY);
  #number = new Float64Array(FIRST_CAPACITY);
  #first = 0;
  #size = 0;

  /** Deadline of the oldest entry; infinite when empty. */
  get nextAtMs(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : (this.#atMs[this.#first] as number);
  }

  /** Row and number of the query with the oldest entry, as they were when it came. */
  get nextRow(): number {
    return this.#row[this.#first] as number;
  }

  get nextNumber(): number {
    return this.#number[this.#first] as number;
  }

  /** `atMs` is at least that of every entry before. */
  push(atMs: number, row: number, number: number): void {
    if (this.#size === this.#atMs.length) this.#grow();
    const at = (this.#first + this.#size++) & (this.#atMs.length - 1);
    this.#atMs[at] = atMs;
    this.#row[at] = row;
    this.#number[at] = number;
  }

  /** Drops the oldest entry. */
  shift(): void {
    this.#first = (this.#first + 1) & (this.#atMs.length - 1);
    this.#size--;
  }

  #grow(): void {
    const { length } = this.#atMs;
    const [atMs, row, number] = [this.#atMs, this.#row, this.#number];
    this.#atMs = new Float64Array(2 * length);
    this.#row = new Int32Array(2 * length);
    this.#number = new Float64Array(2 * length);
    for (let i = 0; i < this.#size; i++) {
      const from = (this.#first + i) & (length - 1);
      this.#atMs[i] = atMs[from] as number;
      this.#row[i] = row[from] as number;
      this.#number[i] = number[from] as number;
    }
    this.#first = 0;
  }
}
