// A replica joins: is it flooded, or starved?

import { mean } from 'report';
import { atLeast, atMost } from '../check.ts';
import type { Figure } from '../figure.ts';
import { plainFleet, queriesAt } from '../fleets.ts';
import { baseline, ours, PAPER_PREQUAL, PREQUAL, papers, peakEwma } from '../policies.ts';
import { overFair, runOfEach, secondRows, shareOf } from '../seconds.ts';

const NEWCOMER = 4;
const AT_S = 10;
const FAIR = 1 / 20;
const POLICIES = {
  [PREQUAL]: ours(),
  [PAPER_PREQUAL]: papers(),
  'P2C, peak EWMA': peakEwma(),
  'least loaded': baseline('least_loaded'),
  WRR: baseline('weighted_round_robin'),
};

export const newcomer: Figure = {
  id: 'newcomer',
  title: 'A newcomer',
  question: 'A replica joins that nobody knows: is it flooded, or starved?',
  setting: `10 balancers, 20 equal replicas of 6.47 cores and nothing to spare, load 0.9, mu 50 ms. One joins at second ${AT_S}.`,
  xTitle: 'second',
  axis: 'seconds',
  plotted: ['fairShare', 'p99Ms'],
  points: size =>
    runOfEach(POLICIES, {
      ...queriesAt(0.9, plainFleet(10)),
      durationMs: 1000 * (size.quick ? 20 : 40),
      events: [{ atMs: 0, forMs: 1000 * AT_S, replica: NEWCOMER, member: false }],
    }),
  rows: result =>
    secondRows(result, second => ({
      fairShare: overFair(shareOf(second, [NEWCOMER]), FAIR),
      p99Ms: second.p99Ms,
    })),
  checks: answers => [
    atMost({
      name: 'newcomer_first_second',
      claim: 'Prequal: queries of the newcomer in its first second over the fair share',
      value: answers.over(PREQUAL, 'fairShare', [AT_S, AT_S + 1], mean),
      limit: 2,
      quick: true,
    }),
    atLeast({
      name: 'newcomer_from_5_s',
      claim: 'Prequal: queries of the newcomer from its fifth second on over the fair share',
      value: answers.over(PREQUAL, 'fairShare', [AT_S + 5, 40], mean),
      limit: 0.8,
      quick: true,
    }),
  ],
};
