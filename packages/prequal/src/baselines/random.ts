// Random: a uniformly random replica (Prequal §5.2 [random]).

import { drawFrom, plainChoice, type Rule, type RuleParts, withoutPool } from '../rule.ts';

export function randomRule({ rng }: RuleParts): Rule {
  return { ...withoutPool, choose: from => plainChoice(drawFrom(from, rng), 'baseline') };
}
