// In which order do replicas get turns, so that each gets its share? Earliest deadline first (gRFC A58).

import type { Member } from '../fleet.ts';
import type { Rng } from '../rng.ts';

/** A replica's deadlines are one over its weight apart; the first is drawn, or several balancers would walk in step. */
export class EdfSchedule {
  readonly #members: readonly Member[];
  readonly #periods: Float64Array;
  readonly #deadlines: Float64Array;

  /** `weights` are above 0, one for each member. */
  constructor(members: readonly Member[], weights: readonly number[], rng: Rng) {
    this.#members = members;
    this.#periods = Float64Array.from(weights, weight => 1 / weight);
    this.#deadlines = this.#periods.map(period => period * rng.float());
  }

  /** The one whose turn it is, `spared` left out without losing its turn; undefined where there is nobody else. */
  next(spared: Member | undefined): Member | undefined {
    let first = -1;
    for (let i = 0; i < this.#deadlines.length; i++) {
      if (this.#members[i] === spared) continue;
      if (first < 0 || (this.#deadlines[i] ?? 0) < (this.#deadlines[first] ?? 0)) first = i;
    }
    if (first >= 0) this.#deadlines[first] = (this.#deadlines[first] ?? 0) + (this.#periods[first] ?? 0);
    return this.#members[first];
  }
}
