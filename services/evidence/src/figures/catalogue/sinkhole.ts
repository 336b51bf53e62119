// Two of twenty replicas fail every query at once: do they draw traffic?

import { mean } from 'report';
import { atLeast, atMost } from '../check.ts';
import type { Figure } from '../figure.ts';
import { queriesAt, serviceFleet } from '../fleets.ts';
import { baseline, ours, PAPER_PREQUAL, PREQUAL, papers, peakEwma } from '../policies.ts';
import { overFair, runOfEach, troubleRows } from '../seconds.ts';

const SINKS = [4, 11];
const FROM_S = 10;
const UNTIL_S = 30;
const END_S = 45;
const FAIR = SINKS.length / 20;
const POLICIES = {
  [PREQUAL]: ours(),
  [PAPER_PREQUAL]: papers(),
  'P2C, peak EWMA': peakEwma(),
  'least loaded, P2C': baseline('least_loaded_po2c'),
  'round robin': baseline('round_robin'),
};

export const sinkhole: Figure = {
  id: 'sinkhole',
  title: 'A sinkhole',
  question: 'Replicas that fail every query at once look idle: do they draw traffic?',
  setting: `10 balancers, 20 replicas, every second half as fast, load 0.8, mu 50 ms. Two replicas fail every query from second ${FROM_S} to ${UNTIL_S}.`,
  xTitle: 'second',
  axis: 'seconds',
  plotted: ['share', 'failed', 'p99Ms'],
  points: size =>
    runOfEach(POLICIES, {
      ...queriesAt(0.8, serviceFleet(10)),
      durationMs: 1000 * (size.quick ? UNTIL_S + 5 : END_S),
      events: SINKS.map(replica => ({
        atMs: 1000 * FROM_S,
        forMs: 1000 * (UNTIL_S - FROM_S),
        replica,
        errorFraction: 1,
      })),
    }),
  rows: result => troubleRows(result, SINKS),
  checks: answers => [
    atMost({
      name: 'sinkhole_share_after_2_s',
      claim: 'Prequal: share of the two from 2 s after they began to fail',
      value: answers.over(PREQUAL, 'share', [FROM_S + 2, UNTIL_S], mean),
      limit: 0.02,
      quick: true,
    }),
    atMost({
      name: 'sinkhole_share_before_2_s',
      claim:
        'Prequal: share of the two in the first second and in the second one, never more than their fair share',
      value: answers.over(PREQUAL, 'share', [FROM_S, FROM_S + 2], shares => Math.max(...shares)),
      limit: FAIR,
      quick: true,
    }),
    atLeast({
      name: 'sinkhole_share_when_well',
      claim: 'Prequal: share of the two from 10 s after they are well, of the fair one',
      value: overFair(answers.over(PREQUAL, 'share', [UNTIL_S + 10, END_S], mean), FAIR),
      limit: 0.5,
    }),
  ],
};
