// A replica accepts everything and answers nothing: how many queries are lost on it?

import { mean } from 'report';
import { atLeast, atMost } from '../check.ts';
import type { Figure } from '../figure.ts';
import { queriesAt, serviceFleet } from '../fleets.ts';
import { baseline, ours, PAPER_PREQUAL, PREQUAL, papers, peakEwma } from '../policies.ts';
import { overFair, runOfEach, troubleRows } from '../seconds.ts';

const FROZEN = 4;
const FROM_S = 10;
const UNTIL_S = 25;
const END_S = 45;
const FAIR = 1 / 20;
const POLICIES = {
  [PREQUAL]: ours(),
  [PAPER_PREQUAL]: papers(),
  'P2C, peak EWMA': peakEwma(),
  'least loaded': baseline('least_loaded'),
  WRR: baseline('weighted_round_robin'),
};

export const frozenReplica: Figure = {
  id: 'frozen',
  title: 'A frozen replica',
  question:
    'A replica accepts everything and answers nothing, probes neither: how many queries are lost on it?',
  setting: `10 balancers, 20 replicas, every second half as fast, load 0.8, mu 50 ms. One is frozen from second ${FROM_S} to ${UNTIL_S}. As in the balancer, a client sets a replica aside whose probes all time out while no query on it ends; P2C and least loaded probe nobody, and learn nothing that way.`,
  xTitle: 'second',
  axis: 'seconds',
  plotted: ['share', 'failed', 'p99Ms'],
  points: size =>
    runOfEach(POLICIES, {
      ...queriesAt(0.8, serviceFleet(10)),
      durationMs: 1000 * (size.quick ? UNTIL_S + 2 : END_S),
      events: [{ atMs: 1000 * FROM_S, forMs: 1000 * (UNTIL_S - FROM_S), replica: FROZEN, frozen: true }],
    }),
  rows: result => troubleRows(result, [FROZEN]),
  checks: answers => [
    atMost({
      name: 'frozen_share_after_1_s',
      claim: 'Prequal: share of the frozen one from 1 s after the freeze on',
      value: answers.over(PREQUAL, 'share', [FROM_S + 1, UNTIL_S], mean),
      limit: 0.002,
      quick: true,
    }),
    atLeast({
      name: 'frozen_share_when_well',
      claim: 'Prequal: share of the replica from 10 s after it thawed on, of the fair one',
      value: overFair(answers.over(PREQUAL, 'share', [UNTIL_S + 10, END_S], mean), FAIR),
      limit: 0.5,
    }),
  ],
};
