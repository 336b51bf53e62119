// Ask first or use the pool? Replicas of two cores, where a query more or less matters.

import { atMost, largest, ratio, smallest } from '../check.ts';
import type { Figure } from '../figure.ts';
import { queriesAt, serviceFleet } from '../fleets.ts';
import { baseline, ours, POOLED_PREQUAL, PREQUAL, pooled, SYNC_PREQUAL } from '../policies.ts';
import { lasting, levelsOf } from '../size.ts';

const BALANCERS = [1, 5, 20, 50, 100];
const BEST = 'omniscient shortest queue';
const DELAY = 'omniscient shortest delay';

export const syncMode: Figure = {
  id: 'sync',
  title: 'Synchronous mode against the pool',
  question: 'From how many balancers on is it better to ask first?',
  setting:
    '20 replicas of 2 cores with 6 spare, every second half as fast, load 0.9, mu 50 ms; 3 probes in all modes; Prequal is in auto.',
  xTitle: 'balancers',
  axis: 'levels',
  plotted: ['p50Ms', 'p99Ms', 'p999Ms', 'rifP99', 'probesPerQuery'],
  points: size =>
    levelsOf(size, BALANCERS, [1, 20, 100]).flatMap(x => {
      const options = {
        ...queriesAt(0.9, serviceFleet(x, 2)),
        ...lasting(size, { warmup: 5, full: 150, quick: 25 }),
      };
      return [
        { series: POOLED_PREQUAL, x, options: { ...options, ...pooled() } },
        { series: SYNC_PREQUAL, x, options: { ...options, ...ours({ mode: 'sync' }) } },
        { series: PREQUAL, x, options: { ...options, ...ours() } },
        { series: BEST, x, options: { ...options, ...baseline('omniscient_shortest_queue') } },
        { series: DELAY, x, options: { ...options, ...baseline('omniscient_shortest_delay') } },
      ];
    }),
  checks: answers => {
    const p99 = (series: string, x: number | string) => answers.at(series, x, 'p99Ms');
    return [
      atMost({
        name: 'sync_auto_over_better_mode',
        claim: 'auto: p99 over that of the better of pool and sync, at any number of balancers',
        value: largest(
          answers.places.map(x =>
            ratio(p99(PREQUAL, x), smallest([p99(POOLED_PREQUAL, x), p99(SYNC_PREQUAL, x)])),
          ),
        ),
        limit: 1.1,
      }),
      atMost({
        name: 'sync_p99_over_pool_at_100',
        claim: 'with 100 balancers asking first is better: p99 over that of the pool',
        value: ratio(p99(SYNC_PREQUAL, 100), p99(POOLED_PREQUAL, 100)),
        limit: 1,
      }),
      atMost({
        name: 'sync_auto_over_shortest_queue',
        claim: "auto: p99 over the omniscient shortest queue's, at any number of balancers",
        value: largest(answers.places.map(x => ratio(p99(PREQUAL, x), p99(BEST, x)))),
        limit: 1.25,
        quick: true,
      }),
      atMost({
        name: 'sync_better_mode_over_shortest_queue',
        claim:
          "the better of pool and sync: p99 over the omniscient shortest queue's, at any number of balancers",
        value: largest(
          answers.places.map(x =>
            ratio(smallest([p99(POOLED_PREQUAL, x), p99(SYNC_PREQUAL, x)]), p99(BEST, x)),
          ),
        ),
        limit: 1.15,
        quick: true,
      }),
    ];
  },
};
