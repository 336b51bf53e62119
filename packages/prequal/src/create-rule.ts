// Which rule goes by which name.

import { leastLoadedRule } from './baselines/least-loaded.ts';
import { randomRule } from './baselines/random.ts';
import { roundRobinRule } from './baselines/round-robin.ts';
import { PrequalRule } from './prequal-rule.ts';
import type { Rule, RuleParts } from './rule.ts';

/** The rule that `options.policy` names, with nothing known yet. */
export function createRule(parts: RuleParts): Rule {
  const { policy } = parts.options;
  switch (policy) {
    case 'prequal':
      return new PrequalRule(parts);
    case 'random':
      return randomRule(parts);
    case 'round_robin':
      return roundRobinRule(parts);
    case 'least_loaded':
      return leastLoadedRule(parts);
    default:
      throw new TypeError(`no rule for ${policy satisfies never}`);
  }
}
