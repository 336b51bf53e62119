// A row of numbers for every member, all in one array. It does not know what they mean.
//
// Rules and probing reach for one replica after another at random, and in a large fleet the time to fetch what is known of
// it is most of what they cost: a row lies together, where fields of objects that hold fractions do not.

import type { Member } from './fleet.ts';

export class MemberRows {
  readonly #blank: readonly number[];
  /** Ask `at` first: it may put a longer one in its place. */
  numbers = new Float64Array(0);

  /** `blank` is the row of a member of which nothing is known. */
  constructor(blank: readonly number[]) {
    this.#blank = blank;
  }

  /** Where the row of `member` begins in `numbers`. */
  at(member: Member): number {
    const at = member.row * this.#blank.length;
    if (at >= this.numbers.length) this.#grow(at + this.#blank.length);
    return at;
  }

  /** It left: its row is the next one's. */
  clear(member: Member): void {
    const at = this.at(member);
    this.numbers.set(this.#blank, at);
  }

  #grow(length: number): void {
    const former = this.numbers;
    this.numbers = new Float64Array(Math.max(length, 2 * former.length));
    this.numbers.set(former);
    for (let at = former.length; at < this.numbers.length; at += this.#blank.length)
      this.numbers.set(this.#blank, at);
  }
}
