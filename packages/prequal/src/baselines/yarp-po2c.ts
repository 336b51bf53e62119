// YARP-Po2C: all replicas are polled for their server-local RIF; of two drawn at random the one that reported less.

import type { Member } from '../fleet.ts';
import { baselineChoice, type Compared, type Rule, type RuleParts, withoutPool } from '../rule.ts';
import type { LoadSource } from '../vocabulary.ts';
import { drawTwo, lesserOf } from './two-choices.ts';

interface Polled {
  readonly rif: number;
  readonly atMs: number;
  readonly source: LoadSource;
}

export function yarpPo2cRule({ rng }: RuleParts): Rule {
  const polled = new Map<Member, Polled>();
  const known = (member: Member, nowMs: number): Compared | null => {
    const answer = polled.get(member);
    if (answer === undefined) return null;
    const { rif, atMs, source } = answer;
    return { member, rif, latencyMs: null, ageMs: nowMs - atMs, source, score: rif };
  };
  return {
    ...withoutPool,
    // Prequal §5.2 [poll-all]: all replicas every 500 ms (`POLL_MS`).
    asks: 'all',
    choose: (from, _excluded, nowMs) => {
      const [first, second] = drawTwo(from, rng);
      const [one, other] = [known(first, nowMs), known(second, nowMs)];
      // The paper does not say what holds before the first answers.
      if (one === null || other === null) return baselineChoice(first, 'not_comparable');
      // Prequal §5.2 [polled-of-two]: the lower RIF of two, as reported: what was sent since does not count.
      return lesserOf(one, other);
    },
    // The load in trailers would be fresher than what defines this rule.
    onReport: (member, { rif }, source, atMs) => {
      if (source !== 'trailer') polled.set(member, { rif, atMs, source });
    },
    onGone: member => void polled.delete(member),
  };
}
