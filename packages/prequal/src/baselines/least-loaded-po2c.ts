// LL-Po2C: of two uniformly random available replicas the one with the lower client-local RIF (Prequal §5.2 [least-loaded-of-two]).

import type { Member } from '../fleet.ts';
import { type Compared, type Rule, type RuleParts, withoutPool } from '../rule.ts';
import { drawTwo, lesserOf } from './two-choices.ts';

export function leastLoadedPo2cRule({ rng }: RuleParts): Rule {
  const choose: Rule['choose'] = from => {
    const [first, second] = drawTwo(from, rng);
    return lesserOf(known(first), known(second));
  };
  return { ...withoutPool, choose };
}

function known(member: Member): Compared {
  const { inFlight } = member;
  return { member, rif: inFlight, latencyMs: null, ageMs: 0, source: 'local', score: inFlight };
}
