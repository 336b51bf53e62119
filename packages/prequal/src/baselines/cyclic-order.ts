// Whose turn is it in the members' cyclic order?

import type { Fleet, Member } from '../fleet.ts';
import type { Rng } from '../rng.ts';

/** Gives the turn to the first of `from` (not empty) after the one that had it last. */
type NextOf = (from: readonly Member[]) => Member;

/** Turns that start anywhere: several balancers that start together must not walk in step. */
export function cyclicOrder(fleet: Fleet, rng: Rng): NextOf {
  let last = rng.int(2 ** 31);
  return from => {
    const member = nextAfter(last, from, fleet.members);
    last = fleet.members.indexOf(member);
    return member;
  };
}

function nextAfter(last: number, from: readonly Member[], members: readonly Member[]): Member {
  for (let step = 1; step <= members.length; step++) {
    const member = members[(last + step) % members.length];
    if (member !== undefined && from.includes(member)) return member;
  }
  return from[0] as Member;
}
