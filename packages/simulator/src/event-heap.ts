// What happens next? A binary min-heap of numbers by instant. It does not know what they stand for, nor what time it is.
//
// Three typed arrays in step, so that a push makes no object: a simulation pushes and pops millions of times a second.

const FIRST_CAPACITY = 64;

/** Min-heap by (instant, sequence): what has the same instant leaves in the order in which it came. O(log n). */
export class EventHeap {
  #atMs = new Float64Array(FIRST_CAPACITY);
  #sequence = new Float64Array(FIRST_CAPACITY);
  #value = new Float64Array(FIRST_CAPACITY);
  #size = 0;
  #pushed = 0;

  get size(): number {
    return this.#size;
  }

  /** When the next one is due; infinite when empty. */
  get nextAtMs(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : (this.#atMs[0] as number);
  }

  /** What `pop` would return; NaN when empty. */
  get next(): number {
    return this.#size === 0 ? Number.NaN : (this.#value[0] as number);
  }

  push(atMs: number, value: number): void {
    if (this.#size === this.#atMs.length) this.#grow();
    this.#rise(this.#size++, atMs, this.#pushed++, value);
  }

  /** Takes out the earliest value; NaN when empty. */
  pop(): number {
    const first = this.next;
    if (this.#size > 0) this.#removeAt(0);
    return first;
  }

  /** Takes out `value`, in O(n); the instant it was due at, NaN when it is not there. */
  remove(value: number): number {
    const at = this.#value.indexOf(value);
    if (at < 0 || at >= this.#size) return Number.NaN;
    const dueAtMs = this.#atMs[at] as number;
    this.#removeAt(at);
    return dueAtMs;
  }

  /** Fills the gap at `at` with the last one. */
  #removeAt(at: number): void {
    const last = --this.#size;
    const atMs = this.#atMs[last] as number;
    const sequence = this.#sequence[last] as number;
    const value = this.#value[last] as number;
    if (at === last) return;
    if (at > 0 && this.#isBefore(atMs, sequence, (at - 1) >> 1)) this.#rise(at, atMs, sequence, value);
    else this.#sink(at, atMs, sequence, value);
  }

  #rise(start: number, atMs: number, sequence: number, value: number): void {
    let at = start;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(atMs, sequence, parent)) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#put(at, atMs, sequence, value);
  }

  #sink(start: number, atMs: number, sequence: number, value: number): void {
    const size = this.#size;
    let at = start;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      const right = child + 1;
      if (
        right < size &&
        this.#isBefore(this.#atMs[right] as number, this.#sequence[right] as number, child)
      ) {
        child = right;
      }
      if (this.#isBefore(atMs, sequence, child)) break;
      this.#move(child, at);
      at = child;
    }
    this.#put(at, atMs, sequence, value);
  }

  #isBefore(atMs: number, sequence: number, other: number): boolean {
    const otherAtMs = this.#atMs[other] as number;
    return atMs < otherAtMs || (atMs === otherAtMs && sequence < (this.#sequence[other] as number));
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#atMs[from] as number, this.#sequence[from] as number, this.#value[from] as number);
  }

  #put(at: number, atMs: number, sequence: number, value: number): void {
    this.#atMs[at] = atMs;
    this.#sequence[at] = sequence;
    this.#value[at] = value;
  }

  #grow(): void {
    this.#atMs = grown(this.#atMs);
    this.#sequence = grown(this.#sequence);
    this.#value = grown(this.#value);
  }
}

function grown(array: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * array.length);
  larger.set(array);
  return larger;
}
