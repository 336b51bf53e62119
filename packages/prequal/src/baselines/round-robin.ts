// RoundRobin: the next available replica in cyclic order after the last chosen (Prequal §5.2 [round-robin]).

import { baselineChoice, type Rule, type RuleParts, withoutPool } from '../rule.ts';
import { nextAfter } from './cyclic-order.ts';

export function roundRobinRule({ fleet, rng }: RuleParts): Rule {
  // Starts anywhere: several balancers that start together must not walk in step.
  let last = rng.int(2 ** 31);
  const choose: Rule['choose'] = from => {
    const member = nextAfter(last, from, fleet.members);
    last = fleet.members.indexOf(member);
    return baselineChoice(member, 'in_turn');
  };
  return { ...withoutPool, choose };
}
