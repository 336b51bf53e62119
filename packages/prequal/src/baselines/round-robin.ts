// RoundRobin: the next available replica in cyclic order after the last chosen (Prequal §5.2 [round-robin]).

import { baselineChoice, type Rule, type RuleParts, withoutPool } from '../rule.ts';
import { cyclicOrder } from './cyclic-order.ts';

export function roundRobinRule({ fleet, rng }: RuleParts): Rule {
  const nextOf = cyclicOrder(fleet, rng);
  return { ...withoutPool, choose: from => baselineChoice(nextOf(from), 'in_turn') };
}
