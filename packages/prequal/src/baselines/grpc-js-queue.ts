// The priority queue of grpc-js 1.14.7 (src/priority-queue.ts), as it is: a binary heap whose way up goes by the wrong parent.

/** A turn in the schedule. */
export interface Turn<T> {
  readonly what: T;
  readonly period: number;
  readonly deadline: number;
}

/** Children of i are 2i + 1 and 2i + 2, but its parent is taken to be floor(i / 2): of even places that is the sibling. */
export class GrpcJsQueue<T> {
  readonly #heap: Turn<T>[] = [];

  push(turn: Turn<T>): void {
    this.#heap.push(turn);
    let node = this.#heap.length - 1;
    for (let above = node >> 1; node > 0 && this.#isBefore(node, above); above = node >> 1) {
      this.#swap(node, above);
      node = above;
    }
  }

  pop(): Turn<T> | undefined {
    const [first] = this.#heap;
    const bottom = this.#heap.length - 1;
    if (bottom > 0) this.#swap(0, bottom);
    this.#heap.pop();
    let node = 0;
    for (;;) {
      const left = 2 * node + 1;
      const right = left + 1;
      const isRight = this.#isBefore(right, node);
      if (!isRight && !this.#isBefore(left, node)) return first;
      const child = this.#isBefore(right, left) ? right : left;
      this.#swap(node, child);
      node = child;
    }
  }

  /** False where either place is empty. */
  #isBefore(a: number, b: number): boolean {
    return (this.#heap[a]?.deadline ?? Number.NaN) < (this.#heap[b]?.deadline ?? Number.NaN);
  }

  #swap(a: number, b: number): void {
    const held = this.#heap[a] as Turn<T>;
    this.#heap[a] = this.#heap[b] as Turn<T>;
    this.#heap[b] = held;
  }
}
