// Who comes next after a place in the members' cyclic order?

import type { Member } from '../fleet.ts';

/** The first of `from` (not empty) after index `last` in the order of `members`, cyclically. */
export function nextAfter(last: number, from: readonly Member[], members: readonly Member[]): Member {
  for (let step = 1; step <= members.length; step++) {
    const member = members[(last + step) % members.length];
    if (member !== undefined && from.includes(member)) return member;
  }
  return from[0] as Member;
}
