// The ground on which another implementation published numbers: twenty replicas, half of them slow, 30 % of them noisy.

import { atMost, ratio } from '../figures/check.ts';
import type { Figure } from '../figures/figure.ts';
import { queriesAt } from '../figures/fleets.ts';
import { lasting } from '../figures/size.ts';
import { MOVING, spareOf, WORK } from './axes.ts';
import { DEFAULT_PREQUAL, ENTRANTS, PEAK_EWMA_TAUS_S, peakEwmaName } from './entrants.ts';

const LOADS = [0.7, 0.9, 1.05];
const CORES = 6.47;

/**
 * As prequal-rs measured against tower's P2C with peak EWMA: 20 clients and 20 servers, half slow, 30 % noisy. What its noise
 * takes is not published with the numbers: here it is the table's moving antagonist, on six of the twenty. All have the fifth
 * more cores that it gives back, so that a load of 1.05 allocations can be served, as theirs could.
 */
const fleet = {
  replicas: 20,
  clients: 20,
  cores: CORES,
  spareCores: CORES * spareOf(MOVING),
  speeds: [1, 0.5],
  antagonist: { ...MOVING, noisyFraction: 0.3 },
  ...WORK.clipped_normal,
};

const PLAYERS = ENTRANTS.filter(({ name, kind }) => kind !== 'rule' || name.startsWith('p2c_peak_ewma'));

export const noisyFleet: Figure = {
  id: 'noisy-fleet',
  title: 'Half slow, 30 % noisy',
  question: "How far below that of P2C with peak EWMA is Prequal's p99, on another implementation's ground?",
  setting: `20 balancers, 20 replicas of ${CORES} cores, every second half as fast; on six of them an antagonist holds 30 to 50 % of the cores a third of the time. All may use a fifth more than their own cores otherwise.`,
  xTitle: 'load, in allocations',
  axis: 'levels',
  plotted: ['p50Ms', 'p99Ms', 'p999Ms', 'failed'],
  points: size =>
    LOADS.flatMap(x =>
      PLAYERS.map(({ name, setup }) => ({
        series: name,
        x,
        options: {
          ...queriesAt(x, fleet),
          ...lasting(size, { warmup: 10, full: 120, quick: 5 }),
          ...setup,
        },
      })),
    ),
  checks: answers => {
    const p99 = (series: string, x: number) => answers.at(series, x, 'p99Ms');
    const best = (x: number) =>
      PEAK_EWMA_TAUS_S.map(peakEwmaName).reduce((a, b) =>
        (p99(b, x) ?? Number.POSITIVE_INFINITY) < (p99(a, x) ?? Number.POSITIVE_INFINITY) ? b : a,
      );
    return (
      [
        [0.9, 0.72, '28 %'],
        [1.05, 0.54, '46 %'],
      ] as const
    ).map(([x, limit, below]) =>
      atMost({
        name: `noisy_fleet_prequal_over_p2c_peak_ewma_at_${String(x).replace('.', '_')}`,
        claim: `load ${x}: p99 of ${DEFAULT_PREQUAL} is at least ${below} below that of P2C with peak EWMA and its best setting: their ratio`,
        value: ratio(p99(DEFAULT_PREQUAL, x), p99(best(x), x)),
        limit,
      }),
    );
  },
};
