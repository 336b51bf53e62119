// What happens next? A binary min-heap of things by instant. It does not know what the things are, nor what time it is.

/** One thing in the heap. */
export interface HeapEntry<Value> {
  readonly atMs: number;
  /** Order of insertion: things of the same instant leave in the order in which they came. */
  readonly sequence: number;
  readonly value: Value;
}

/** Min-heap by (atMs, sequence): push and pop in O(log n), the next one in O(1). */
export class EventHeap<Value> {
  readonly #entries: HeapEntry<Value>[] = [];
  #sequence = 0;

  get size(): number {
    return this.#entries.length;
  }

  /** The entry that `pop` would return; undefined when empty. */
  peek(): HeapEntry<Value> | undefined {
    return this.#entries[0];
  }

  push(atMs: number, value: Value): void {
    this.#entries.push({ atMs, sequence: this.#sequence++, value });
    this.#rise(this.#entries.length - 1);
  }

  /** Takes out the earliest entry; undefined when empty. */
  pop(): HeapEntry<Value> | undefined {
    const first = this.#entries[0];
    const last = this.#entries.pop();
    if (first === undefined || last === undefined || this.#entries.length === 0) return first;
    this.#entries[0] = last;
    this.#sink(0);
    return first;
  }

  /** Drops every entry whose value does not satisfy `keep`, in O(n). */
  retain(keep: (value: Value) => boolean): void {
    const kept = this.#entries.filter(entry => keep(entry.value));
    this.#entries.splice(0, this.#entries.length, ...kept);
    for (let i = (kept.length >> 1) - 1; i >= 0; i--) this.#sink(i);
  }

  #rise(start: number): void {
    for (let i = start; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (!this.#swapIfBefore(i, parent)) return;
      i = parent;
    }
  }

  #sink(start: number): void {
    for (let i = start; ; ) {
      const left = 2 * i + 1;
      const child = this.#before(left + 1, left) ? left + 1 : left;
      if (!this.#swapIfBefore(child, i)) return;
      i = child;
    }
  }

  #before(i: number, j: number): boolean {
    const a = this.#entries[i];
    const b = this.#entries[j];
    if (a === undefined || b === undefined) return false;
    return a.atMs < b.atMs || (a.atMs === b.atMs && a.sequence < b.sequence);
  }

  #swapIfBefore(i: number, j: number): boolean {
    const a = this.#entries[i];
    const b = this.#entries[j];
    if (a === undefined || b === undefined || !this.#before(i, j)) return false;
    this.#entries[i] = b;
    this.#entries[j] = a;
    return true;
  }
}
