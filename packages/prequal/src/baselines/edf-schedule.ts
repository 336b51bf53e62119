// In which order do replicas get turns, so that each gets its share? Earliest deadline first (gRFC A58).

import type { Member } from '../fleet.ts';
import type { Rng } from '../rng.ts';

/** A replica's deadlines are one over its weight apart; the first is drawn, or several balancers would walk in step. */
export class EdfSchedule {
  readonly #members: readonly Member[];
  readonly #periods: Float64Array;
  readonly #deadlines: Float64Array;
  /** Places of the members as a heap: the earliest deadline first, of equal ones the first member's. */
  readonly #heap: Uint32Array;

  /** `weights` are above 0, one for each member. */
  constructor(members: readonly Member[], weights: readonly number[], rng: Rng) {
    const { length } = weights;
    this.#members = members;
    this.#periods = new Float64Array(length);
    this.#deadlines = new Float64Array(length);
    this.#heap = new Uint32Array(length);
    for (let i = 0; i < length; i++) {
      const period = 1 / (weights[i] as number);
      this.#periods[i] = period;
      this.#deadlines[i] = period * rng.float();
      this.#heap[i] = i;
    }
    for (let at = (length >> 1) - 1; at >= 0; at--) this.#sink(at);
  }

  /** The one whose turn it is, `excluded` left out without losing its turn; undefined where there is nobody else. */
  next(excluded: Member | undefined): Member | undefined {
    const first = this.#memberAt(0);
    if (first !== excluded) return this.#take(0);
    const isRight = this.#heap.length > 2 && this.#isBefore(this.#heap[2] as number, this.#heap[1] as number);
    return this.#take(isRight ? 2 : 1);
  }

  /** Gives its turn to the one at place `at` of the heap, and puts off the next. */
  #take(at: number): Member | undefined {
    const member = this.#memberAt(at);
    if (member === undefined) return undefined;
    const i = this.#heap[at] as number;
    this.#deadlines[i] = (this.#deadlines[i] as number) + (this.#periods[i] as number);
    this.#sink(at);
    return member;
  }

  #memberAt(at: number): Member | undefined {
    const i = this.#heap[at];
    return i === undefined ? undefined : this.#members[i];
  }

  #sink(start: number): void {
    const heap = this.#heap;
    const moved = heap[start] as number;
    let at = start;
    for (let child = 2 * at + 1; child < heap.length; child = 2 * at + 1) {
      const right = child + 1;
      if (right < heap.length && this.#isBefore(heap[right] as number, heap[child] as number)) child = right;
      if (this.#isBefore(moved, heap[child] as number)) break;
      heap[at] = heap[child] as number;
      at = child;
    }
    heap[at] = moved;
  }

  #isBefore(one: number, other: number): boolean {
    const a = this.#deadlines[one] as number;
    const b = this.#deadlines[other] as number;
    return a < b || (a === b && one < other);
  }
}
