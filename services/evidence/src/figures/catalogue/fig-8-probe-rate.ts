// Fig. 8: how many probes are enough?

import { apart, atLeast, atMost, type Check, largest, ratio } from '../check.ts';
import type { Figure } from '../figure.ts';
import { paperFleet, queriesAt } from '../fleets.ts';
import paper from '../paper/fig-8.json' with { type: 'json' };
import { PAPER_PREQUAL, POOLED_PREQUAL, papers, pooled } from '../policies.ts';
import { lasting, levelsOf } from '../size.ts';

const RATES = [4, 2.83, 2, 1.41, 1, 0.71, 0.5];
/** Steps of the square root of 2; the names are rounded. */
const rateOf = (name: number) => 4 / 2 ** (RATES.indexOf(name) / 2);

export const probeRate: Figure = {
  id: '8',
  title: 'Probing rate',
  question: 'How few probes per query are enough?',
  setting:
    '100 clients, 100 equal replicas, load 1.5, mu 74 ms (p99 of 246 ms is 3.33 mu), r_remove 0.25. Prequal (pool) learns from answers too, which the paper does not.',
  xTitle: 'probes per query',
  axis: 'levels',
  plotted: ['p99Ms', 'p999Ms', 'rifP99', 'rifP90', 'rifP50', 'threshold', 'fallback'],
  paper,
  points: size =>
    levelsOf(size, RATES, [4, 1, 0.5]).flatMap(x => {
      const options = {
        ...queriesAt(1.5, paperFleet(74)),
        ...lasting(size, { warmup: 5, full: 25, quick: 4 }),
      };
      const knobs = { rProbe: rateOf(x), rRemove: 0.25 };
      return [
        { series: PAPER_PREQUAL, x, options: { ...options, ...papers(knobs) } },
        { series: POOLED_PREQUAL, x, options: { ...options, ...pooled(knobs) } },
      ];
    }),
  checks: answers => {
    const growth = (x: number) =>
      ratio(answers.at(PAPER_PREQUAL, x, 'rifP99'), answers.at(PAPER_PREQUAL, 4, 'rifP99'));
    const between = (x: number, least: number, most: number): Check[] => {
      const name = `fig8_rif_p99_at_${String(x).replace('.', '_')}_over_4`;
      const claim = `Prequal (paper): RIF p99 at ${x} probes per query over that at 4`;
      return [
        atLeast({ name, claim, value: growth(x), limit: least }),
        atMost({ name, claim, value: growth(x), limit: most }),
      ];
    };
    return [
      atMost({
        name: 'fig8_rif_p99_flat_to_1_41',
        claim: 'Prequal (paper): RIF p99 changes by 5 % at most from 4 to 1.41 probes per query',
        value: largest([2.83, 2, 1.41].map(x => apart(growth(x)))),
        limit: 1.05,
      }),
      ...between(1, 1.05, 1.15),
      ...between(0.71, 1.15, 1.3),
      ...between(0.5, 1.3, 1.6),
      atMost({
        name: 'fig8_ours_rif_p99_at_0_5_over_4',
        claim: 'Prequal (pool), with load in answers: RIF p99 at half a probe per query over that at 4',
        value: ratio(answers.at(POOLED_PREQUAL, 0.5, 'rifP99'), answers.at(POOLED_PREQUAL, 4, 'rifP99')),
        limit: 1.25,
        quick: true,
      }),
    ];
  },
};
