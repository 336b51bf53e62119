// WeightedRoundRobin: queries in proportion to weights, qps over CPU utilization (Prequal §5.2 [weighted-round-robin]), by the
// public definition, gRFC A58.

import { baselineChoice, type Rule, type RuleParts, withoutPool } from '../rule.ts';
import { cyclicOrder } from './cyclic-order.ts';
import { EdfSchedule } from './edf-schedule.ts';
import { ReportedWeights } from './reported-weights.ts';

export function weightedRoundRobinRule({ fleet, rng }: RuleParts): Rule {
  const reported = new ReportedWeights((members, weights) => {
    const full = withMean(weights);
    return full === null ? null : new EdfSchedule(members, full, rng);
  });
  const nextOf = cyclicOrder(fleet, rng);
  return {
    ...withoutPool,
    // Deviation [wrr-reports]: the paper gives neither period nor smoothing; all replicas are asked every `POLL_MS`.
    asks: 'all',
    choose: (from, excluded, nowMs) => {
      const member = reported.scheduleOf(fleet.eligible, nowMs)?.next(excluded);
      if (member === undefined) return baselineChoice(nextOf(from), 'no_weights');
      return baselineChoice(member, 'by_weight');
    },
    onReport: (member, report, _source, nowMs) => reported.onReport(member, report, nowMs),
    onGone: member => reported.forget(member),
  };
}

/** gRFC A58: who has no weight gets the mean of the others; null where fewer than two have one, for plain round robin. */
function withMean(weights: readonly number[]): readonly number[] | null {
  let known = 0;
  let sum = 0;
  for (const weight of weights) {
    if (weight <= 0) continue;
    known++;
    sum += weight;
  }
  if (known < 2) return null;
  const mean = sum / known;
  return known === weights.length ? weights : weights.map(weight => (weight > 0 ? weight : mean));
}
