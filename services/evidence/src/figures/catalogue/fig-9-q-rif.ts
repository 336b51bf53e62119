// Fig. 9: from RIF only to latency only, on mixed hardware.

import { apart, atLeast, atMost, type Check, largest, ratio } from '../check.ts';
import type { Figure, X } from '../figure.ts';
import { mixedFleet, queriesAt } from '../fleets.ts';
import type { MeasureName } from '../measures.ts';
import paper from '../paper/fig-9.json' with { type: 'json' };
import { PAPER_PREQUAL, POOLED_PREQUAL, papers, pooled } from '../policies.ts';
import { lasting, levelsOf } from '../size.ts';

const LEVELS = [0, 0.35, 0.39, 0.43, 0.48, 0.53, 0.59, 0.66, 0.73, 0.81, 0.9, 0.99, 0.999, 1];
const POWERS = 10;
/** 0.9^10 up to 0.9, the names rounded; the ends as they are. */
function quantileOf(name: number): number {
  const at = LEVELS.indexOf(name);
  return at >= 1 && at <= POWERS ? 0.9 ** (POWERS + 1 - at) : name;
}

export const qRif: Figure = {
  id: '9',
  title: 'RIF quantile on mixed hardware',
  question: 'How much should latency decide, and how much the requests in flight?',
  setting:
    '100 clients, 100 replicas, half of them half as fast, load 0.75, mu 28 ms. Q_RIF 0 is RIF only, 1 latency only.',
  xTitle: 'Q_RIF',
  axis: 'levels',
  plotted: ['p50Ms', 'p90Ms', 'p99Ms', 'p999Ms', 'rifP50', 'rifP90', 'rifP99', 'threshold', 'fastToSlow'],
  paper,
  points: size =>
    levelsOf(size, LEVELS, [0, 0.73, 0.99]).flatMap(x => {
      const options = {
        ...queriesAt(0.75, mixedFleet(28)),
        ...lasting(size, { warmup: 5, full: 15, quick: 4 }),
      };
      const knobs = { qRif: quantileOf(x) };
      return [
        { series: PAPER_PREQUAL, x, options: { ...options, ...papers(knobs) } },
        { series: POOLED_PREQUAL, x, options: { ...options, ...pooled(knobs) } },
      ];
    }),
  checks: answers => {
    const over = (measure: MeasureName, x: X, base: X, series = PAPER_PREQUAL) =>
      ratio(answers.at(series, x, measure), answers.at(series, base, measure));
    const fall = (measure: MeasureName, series: string, prefix: string, quick: boolean): Check =>
      atMost({
        name: `fig9_${prefix}_${measure}_at_0_99_over_0`,
        claim: `${series}: ${measure === 'p99Ms' ? 'p99' : 'p90'} at Q_RIF 0.99 over RIF only`,
        value: over(measure, 0.99, 0, series),
        limit: 0.9,
        quick,
      });
    const flat = answers.places.filter(x => Number(x) > 0 && Number(x) <= 0.73);
    const rifs = ['rifP50', 'rifP90', 'rifP99'] as const;
    return [
      fall('p90Ms', PAPER_PREQUAL, 'paper', true),
      fall('p99Ms', PAPER_PREQUAL, 'paper', false),
      fall('p90Ms', POOLED_PREQUAL, 'ours', true),
      fall('p99Ms', POOLED_PREQUAL, 'ours', true),
      ...(['p90Ms', 'p99Ms'] as const).map(measure =>
        atLeast({
          name: `fig9_paper_${measure}_at_0_99_over_0`,
          claim: `Prequal (paper): ${measure === 'p99Ms' ? 'p99' : 'p90'} falls by 20 % at most, at Q_RIF 0.99 over RIF only`,
          value: over(measure, 0.99, 0),
          limit: 0.8,
        }),
      ),
      atMost({
        name: 'fig9_rif_flat_to_0_73',
        claim:
          'Prequal (paper): p50, p90 and p99 of RIF up to Q_RIF 0.73 are those of RIF only, within 10 %, as a ratio',
        value: largest(rifs.flatMap(measure => flat.map(x => apart(over(measure, x, 0))))),
        limit: 1.1,
      }),
      ...near(
        'fig9_p99_at_0_999_over_0_99',
        'p99 at Q_RIF 0.999, where those tied at the maximum are hot, over that at 0.99',
        over('p99Ms', 0.999, 0.99),
        1.03,
      ),
      atLeast({
        name: 'fig9_p99_at_1_over_0_99',
        claim: 'Prequal (paper): p99 jumps without a limit on RIF, at Q_RIF 1 over 0.99',
        value: over('p99Ms', 1, 0.99),
        limit: 1.15,
      }),
      atLeast({
        name: 'fig9_p999_at_1_over_0_99',
        claim: 'Prequal (paper): p99.9 jumps without a limit on RIF, at Q_RIF 1 over 0.99',
        value: over('p999Ms', 1, 0.99),
        limit: 1.6,
      }),
      atMost({
        name: 'fig9_p99_at_1_over_0_99',
        claim: 'Prequal (paper): the jump of p99 is no collapse, at Q_RIF 1 over 0.99; the paper has 1.24',
        value: over('p99Ms', 1, 0.99),
        limit: 1.56,
      }),
      atMost({
        name: 'fig9_p999_at_1_over_0_99',
        claim:
          'Prequal (paper): the jump of p99.9 is no collapse, at Q_RIF 1 over 0.99; the paper has 1.6 to 2.4',
        value: over('p999Ms', 1, 0.99),
        limit: 3,
      }),
      ...near(
        'fig9_fast_to_slow_at_0',
        'fast to slow queries at Q_RIF 0',
        answers.at(PAPER_PREQUAL, 0, 'fastToSlow'),
        1.6,
      ),
      ...near(
        'fig9_fast_to_slow_at_0_99',
        'fast to slow queries at Q_RIF 0.99',
        answers.at(PAPER_PREQUAL, 0.99, 'fastToSlow'),
        4.4,
      ),
    ];
  },
};

/** Within a quarter of the paper's value. */
function near(name: string, what: string, value: number | null, paperValue: number): Check[] {
  const claim = `Prequal (paper): ${what}, within a quarter of the paper's ${paperValue}`;
  return [
    atLeast({ name, claim, value, limit: 0.75 * paperValue }),
    atMost({ name, claim, value, limit: 1.25 * paperValue }),
  ];
}
