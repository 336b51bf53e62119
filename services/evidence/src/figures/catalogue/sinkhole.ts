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
const BALANCERS = 10;
/** Each of them sees a hundredth of the queries, and has to meet the failures by itself. */
const MANY_BALANCERS = 100;
const MANY = `${PREQUAL}, ${MANY_BALANCERS} balancers`;
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
  setting: `${BALANCERS} balancers, and ${MANY_BALANCERS}, 20 replicas, every second half as fast, load 0.8, mu 50 ms. Two replicas fail every query from second ${FROM_S} to ${UNTIL_S}.`,
  xTitle: 'second',
  axis: 'seconds',
  plotted: ['share', 'failed', 'p99Ms'],
  points: size => {
    const optionsOf = (balancers: number) => ({
      ...queriesAt(0.8, serviceFleet(balancers)),
      durationMs: 1000 * (size.quick ? UNTIL_S + 5 : END_S),
      events: SINKS.map(replica => ({
        atMs: 1000 * FROM_S,
        forMs: 1000 * (UNTIL_S - FROM_S),
        replica,
        errorFraction: 1,
      })),
    });
    return [
      ...runOfEach(POLICIES, optionsOf(BALANCERS)),
      ...runOfEach({ [MANY]: ours() }, optionsOf(MANY_BALANCERS)),
    ];
  },
  rows: result => troubleRows(result, SINKS),
  checks: answers => [
    ...[PREQUAL, MANY].flatMap(series => {
      const name = series === PREQUAL ? 'sinkhole_share' : 'sinkhole_share_of_many';
      return [
        atMost({
          name: `${name}_after_2_s`,
          claim: `${series}: share of the two from 2 s after they began to fail`,
          value: answers.over(series, 'share', [FROM_S + 2, UNTIL_S], mean),
          limit: 0.02,
          quick: series === PREQUAL,
        }),
        atMost({
          name: `${name}_before_2_s`,
          claim: `${series}: share of the two in the first second and in the second one, never more than their fair share`,
          value: answers.over(series, 'share', [FROM_S, FROM_S + 2], shares => Math.max(...shares)),
          limit: FAIR,
          quick: series === PREQUAL,
        }),
      ];
    }),
    atLeast({
      name: 'sinkhole_share_when_well',
      claim: 'Prequal: share of the two from 10 s after they are well, of the fair one',
      value: overFair(answers.over(PREQUAL, 'share', [UNTIL_S + 10, END_S], mean), FAIR),
      limit: 0.5,
    }),
  ],
};
