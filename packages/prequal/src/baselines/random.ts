// Random: a uniformly random replica (Prequal §5.2 [random]).

import { baselineChoice, drawFrom, type Rule, type RuleParts, withoutPool } from '../rule.ts';

export function randomRule({ rng }: RuleParts): Rule {
  return { ...withoutPool, choose: from => baselineChoice(drawFrom(from, rng), 'drawn') };
}
