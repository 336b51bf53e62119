// LeastLoaded: the least client-local RIF; ties go to the nearest to the last chosen in cyclic order (Prequal §5.2 [least-loaded]).

import { baselineChoice, type Rule, type RuleParts, withoutPool } from '../rule.ts';
import { cyclicOrder } from './cyclic-order.ts';

export function leastLoadedRule({ fleet, rng }: RuleParts): Rule {
  const nextOf = cyclicOrder(fleet, rng);
  const choose: Rule['choose'] = from => {
    const least = Math.min(...from.map(member => member.inFlight));
    const tied = from.filter(member => member.inFlight === least);
    return baselineChoice(nextOf(tied), 'least_in_flight');
  };
  return { ...withoutPool, choose };
}
