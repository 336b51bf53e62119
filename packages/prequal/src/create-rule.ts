// Which rule goes by which name.

import { c3Score } from './baselines/c3.ts';
import { grpcJsWrrRule } from './baselines/grpc-js-wrr.ts';
import { leastLoadedRule } from './baselines/least-loaded.ts';
import { leastLoadedPo2cRule } from './baselines/least-loaded-po2c.ts';
import { linearScore } from './baselines/linear.ts';
import { p2cPeakEwmaRule } from './baselines/p2c-peak-ewma.ts';
import { randomRule } from './baselines/random.ts';
import { roundRobinRule } from './baselines/round-robin.ts';
import { weightedRoundRobinRule } from './baselines/weighted-round-robin.ts';
import { yarpPo2cRule } from './baselines/yarp-po2c.ts';
import { HotColdRanking } from './hot-cold-ranking.ts';
import { PooledRule } from './pooled-rule.ts';
import type { Rule, RuleParts } from './rule.ts';
import { type Score, ScoreRanking } from './score-ranking.ts';

/** The rule that `options.policy` names, with nothing known yet. */
export function createRule(parts: RuleParts): Rule {
  const { policy } = parts.options;
  switch (policy) {
    case 'prequal':
      return new PooledRule(parts, new HotColdRanking(parts));
    case 'random':
      return randomRule(parts);
    case 'round_robin':
      return roundRobinRule(parts);
    case 'least_loaded':
      return leastLoadedRule(parts);
    case 'weighted_round_robin':
      return weightedRoundRobinRule(parts);
    case 'least_loaded_po2c':
      return leastLoadedPo2cRule(parts);
    case 'yarp_po2c':
      return yarpPo2cRule(parts);
    case 'linear':
      return scoringRule(parts, linearScore(parts.options));
    case 'c3':
      return scoringRule(parts, c3Score(parts.options));
    case 'p2c_peak_ewma':
      return p2cPeakEwmaRule(parts);
    case 'grpc_js_wrr':
      return grpcJsWrrRule(parts);
    default:
      throw new TypeError(`no rule for ${policy satisfies never}`);
  }
}

function scoringRule(parts: RuleParts, score: Score): Rule {
  return new PooledRule(parts, new ScoreRanking(score, parts.rng));
}
