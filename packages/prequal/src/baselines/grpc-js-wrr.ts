// The weighted_round_robin of grpc-js 1.14.7 as it is, faults included: what a Node client gets when it asks for WRR today.
//
// Its faults against gRFC A58: who has no weight gets the mean weight as its period, not as its weight, and so hardly a call
// where weights are large; one known weight among none is no plain round robin; the queue is not quite a heap. Reports come
// by polling here, with calls there. packages/prequal-grpc/test/grpc-js-wrr.test.ts holds it against the original.

import type { Member } from '../fleet.ts';
import { baselineChoice, drawFrom, type Rule, type RuleParts, withoutPool } from '../rule.ts';
import { GrpcJsQueue } from './grpc-js-queue.ts';
import { ReportedWeights } from './reported-weights.ts';

export function grpcJsWrrRule({ fleet, rng }: RuleParts): Rule {
  const reported = new ReportedWeights((members, weights) => {
    const queue = new GrpcJsQueue<Member>();
    const known = weights.filter(weight => weight > 0);
    const mean = known.length < 2 ? 1 : known.reduce((sum, weight) => sum + weight, 0) / known.length;
    for (const [i, what] of members.entries()) {
      const weight = weights[i] ?? 0;
      const period = weight > 0 ? 1 / weight : mean;
      queue.push({ what, period, deadline: rng.float() * period });
    }
    return queue;
  });
  return {
    ...withoutPool,
    asks: 'all',
    choose: (from, excluded, nowMs) => {
      const member = next(reported.scheduleOf(fleet.eligible, nowMs), excluded) ?? drawFrom(from, rng);
      return baselineChoice(member, 'by_weight');
    },
    onReport: (member, report, _source, nowMs) => reported.onReport(member, report, nowMs),
    onGone: member => reported.forget(member),
  };
}

/** Takes the first turn; that of the `excluded` one, which grpc-js does not know of, is kept. */
function next(queue: GrpcJsQueue<Member>, excluded: Member | undefined): Member | undefined {
  const first = queue.pop();
  const turn = first?.what === excluded ? queue.pop() : first;
  if (turn !== undefined) queue.push({ ...turn, deadline: turn.deadline + turn.period });
  if (turn !== first && first !== undefined) queue.push(first);
  return turn?.what;
}
