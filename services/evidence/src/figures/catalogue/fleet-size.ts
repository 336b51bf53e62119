// How does the advantage grow or shrink with the number of replicas?

import { atMost, largest, ratio } from '../check.ts';
import type { Figure } from '../figure.ts';
import { gentlyAt, mixedFleet } from '../fleets.ts';
import { GENTLE_WARMUP } from '../gentle-start.ts';
import { baseline, ours, PREQUAL, peakEwma } from '../policies.ts';
import { lasting, levelsOf, type Size } from '../size.ts';

const SIZES = [3, 10, 30, 100, 300, 1000];
const CLIENTS = 10;
const POLICIES = {
  [PREQUAL]: ours(),
  'P2C, peak EWMA': peakEwma(),
  'least loaded, P2C': baseline('least_loaded_po2c'),
  WRR: baseline('weighted_round_robin'),
};

/** Large fleets need less time for as many queries. */
function timeOf(size: Size, replicas: number) {
  const few = Math.min(1, replicas / 100);
  return lasting(size, {
    warmup: GENTLE_WARMUP,
    full: replicas > 300 ? 5 : replicas > 30 ? 20 : 120,
    quick: 20 - 15 * few,
  });
}

export const fleetSize: Figure = {
  id: 'fleet-size',
  title: 'Fleet size',
  question: 'From how many replicas on does Prequal pay, and does it hold for a thousand?',
  setting: '10 balancers, replicas of 6.47 cores, every second half as fast, load 0.9, mu 50 ms.',
  xTitle: 'replicas',
  axis: 'levels',
  plotted: ['p50Ms', 'p99Ms', 'p999Ms', 'failed', 'rifP99'],
  points: size =>
    levelsOf(size, SIZES, [3, 30, 100]).flatMap(x => {
      const fleet = { ...mixedFleet(50), replicas: x, clients: CLIENTS };
      const options = { ...gentlyAt(0.9, fleet), ...timeOf(size, x) };
      return Object.entries(POLICIES).map(([series, setup]) => ({
        series,
        x,
        options: { ...options, ...setup },
      }));
    }),
  checks: answers => [
    atMost({
      name: 'fleet_size_prequal_over_best',
      claim: "Prequal's p99 over the best of the others, at any size",
      value: largest(
        answers.places.flatMap(x =>
          answers.series
            .filter(series => series !== PREQUAL)
            .map(series => ratio(answers.at(PREQUAL, x, 'p99Ms'), answers.at(series, x, 'p99Ms'))),
        ),
      ),
      limit: 1,
      quick: true,
    }),
    atMost({
      name: 'fleet_size_prequal_failed',
      claim: 'Prequal: failed queries at any size',
      value: largest(answers.places.map(x => answers.at(PREQUAL, x, 'failed'))),
      limit: 0,
      quick: true,
    }),
  ],
};
