// The better of two drawn at random: what all "power of two choices" rules share.

import type { Member } from '../fleet.ts';
import type { Rng } from '../rng.ts';
import { baselineChoice, type Choice, type Compared } from '../rule.ts';

/** Two distinct ones of `from` (at least two), uniform over ordered pairs. */
export function drawTwo(from: readonly Member[], rng: Rng): readonly [Member, Member] {
  const first = rng.int(from.length);
  const other = rng.int(from.length - 1);
  const second = other < first ? other : other + 1;
  return [from[first] as Member, from[second] as Member];
}

/** The one with the lower score; the first where they are equal, which is a random one. */
export function lesserOf(first: Compared, second: Compared): Choice {
  const compared = second.score < first.score ? [second, first] : [first, second];
  return baselineChoice((compared[0] as Compared).member, 'lesser_of_two', compared);
}
