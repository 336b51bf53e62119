// Is a RIF equal to the threshold hot?

import { atMost, largest, ratio } from '../check.ts';
import type { Figure } from '../figure.ts';
import { mixedFleet, queriesAt } from '../fleets.ts';
import { papers, pooled } from '../policies.ts';
import { lasting, levelsOf } from '../size.ts';

const LEVELS = [0.5, 0.6, 0.75, 0.84, 0.9, 0.99, 0.999];
const COLD = 'ties cold';
const HOT = 'ties hot';

export const hotTies: Figure = {
  id: 'ties',
  title: 'Ties with the threshold: hot or cold',
  question: 'The paper reads both ways: is a RIF equal to the threshold hot?',
  setting: '100 clients, 100 replicas, half of them half as fast, load 0.75, mu 28 ms, as Fig. 9.',
  xTitle: 'Q_RIF',
  axis: 'levels',
  plotted: ['p50Ms', 'p99Ms', 'p999Ms', 'rifP99', 'fastToSlow'],
  points: size =>
    levelsOf(size, LEVELS, [0.84]).flatMap(x => {
      const options = {
        ...queriesAt(0.75, mixedFleet(28)),
        ...lasting(size, { warmup: 5, full: 10, quick: 4 }),
      };
      return [
        { series: COLD, x, options: { ...options, ...pooled({ qRif: x, hotTies: 'cold' }) } },
        { series: HOT, x, options: { ...options, ...pooled({ qRif: x, hotTies: 'hot' }) } },
        {
          series: 'ties cold (paper)',
          x,
          options: { ...options, ...papers({ qRif: x, hotTies: 'cold' }) },
        },
        {
          series: 'ties hot (paper)',
          x,
          options: { ...options, ...papers({ qRif: x, hotTies: 'hot' }) },
        },
      ];
    }),
  checks: answers => [
    atMost({
      name: 'ties_cold_over_hot',
      claim: 'the default is no mistake: p99 with ties cold over that with ties hot, at any Q_RIF',
      value: largest(
        answers.places.map(x => ratio(answers.at(COLD, x, 'p99Ms'), answers.at(HOT, x, 'p99Ms'))),
      ),
      limit: 1.05,
    }),
  ],
};
