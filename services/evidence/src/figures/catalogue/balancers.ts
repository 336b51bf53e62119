// How many balancers may share a fleet before each knows too little?

import { atMost, largest, ratio } from '../check.ts';
import type { Figure } from '../figure.ts';
import { gentlyAt, serviceFleet } from '../fleets.ts';
import { GENTLE_WARMUP } from '../gentle-start.ts';
import { baseline, ours, PREQUAL, peakEwma } from '../policies.ts';
import { lasting, levelsOf } from '../size.ts';

const BALANCERS = [1, 2, 5, 10, 20, 50, 100];
const BEST = 'omniscient shortest queue';
const DELAY = 'omniscient shortest delay';
const POLICIES = {
  [PREQUAL]: ours(),
  'P2C, peak EWMA': peakEwma(),
  'least loaded': baseline('least_loaded'),
  WRR: baseline('weighted_round_robin'),
  [BEST]: baseline('omniscient_shortest_queue'),
  [DELAY]: baseline('omniscient_shortest_delay'),
};

export const balancers: Figure = {
  id: 'balancers',
  title: 'Number of balancers',
  question: 'How many balancers may share a fleet before each knows too little of it?',
  setting: '20 replicas of 6.47 cores, every second half as fast, load 0.9, mu 50 ms.',
  xTitle: 'balancers',
  axis: 'levels',
  plotted: ['p50Ms', 'p99Ms', 'p999Ms', 'rifP99'],
  points: size =>
    levelsOf(size, BALANCERS, [1, 10, 100]).flatMap(x => {
      const options = {
        ...gentlyAt(0.9, serviceFleet(x)),
        ...lasting(size, { warmup: GENTLE_WARMUP, full: 60, quick: 12 }),
      };
      return Object.entries(POLICIES).map(([series, setup]) => ({
        series,
        x,
        options: { ...options, ...setup },
      }));
    }),
  checks: answers => {
    const over = (series: string) =>
      largest(
        answers.places.map(x => ratio(answers.at(PREQUAL, x, 'p99Ms'), answers.at(series, x, 'p99Ms'))),
      );
    return [
      atMost({
        name: 'balancers_prequal_over_p2c_peak_ewma',
        claim:
          "Prequal's p99 is at least 28 % below that of P2C with peak EWMA, whatever the number of balancers: largest ratio",
        value: over('P2C, peak EWMA'),
        limit: 0.72,
      }),
      atMost({
        name: 'balancers_prequal_over_shortest_queue',
        claim: "Prequal's p99 over the omniscient shortest queue's, at any number of balancers",
        value: over(BEST),
        limit: 1.15,
        quick: true,
      }),
    ];
  },
};
