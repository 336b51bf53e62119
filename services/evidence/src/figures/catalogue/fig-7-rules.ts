// Fig. 7: nine rules at two loads.

import { atLeast, atMost, largest, ratio, smallest } from '../check.ts';
import type { Figure } from '../figure.ts';
import { gentlyAt, mixedFleet, queriesAt } from '../fleets.ts';
import { GENTLE_WARMUP } from '../gentle-start.ts';
import paper from '../paper/fig-7.json' with { type: 'json' };
import { baseline, ours, PAPER_PREQUAL, PREQUAL, papers } from '../policies.ts';
import { lasting } from '../size.ts';

const LOADS = [
  ['70 %', 0.7],
  ['90 %', 0.9],
] as const;
const [LOW, HIGH] = ['70 %', '90 %'];
const CLIENTS = 100;

/** The paper's names of the rules, with load known from probes and polls alone, and Prequal as the balancer runs it. */
const RULES = {
  RR: baseline('round_robin'),
  Random: baseline('random'),
  WRR: baseline('weighted_round_robin'),
  LL: baseline('least_loaded'),
  'LL-Po2C': baseline('least_loaded_po2c'),
  YARP: baseline('yarp_po2c'),
  Linear: papers({ policy: 'linear' }),
  C3: { ...baseline('c3', { fleetClients: CLIENTS }), trailers: false },
  [PAPER_PREQUAL]: papers({ qRif: 0.75 }),
  [PREQUAL]: ours({ qRif: 0.75 }),
} as const;

export const rules: Figure = {
  id: '7',
  title: 'Selection rules at 70 and 90 % of the allocation',
  question: 'Which rule has the best tail, and does it hold as load grows?',
  setting:
    "100 clients, 100 replicas, half of them half as fast, mu 54.4 ms, Q_RIF 0.75. Linear and Prequal (paper) with the paper's estimator, C3 with the scaled one, since it averages response times itself; all by probes alone. Prequal is what the balancer runs.",
  xTitle: 'rule',
  axis: 'names',
  plotted: ['p90Ms', 'p99Ms', 'failed', 'rifP99', 'fastToSlow'],
  paper,
  points: size =>
    LOADS.flatMap(([series, load]) =>
      Object.entries(RULES).map(([x, setup]) => ({
        series,
        x,
        options: {
          ...(x === 'WRR' ? gentlyAt : queriesAt)(load, mixedFleet(54.4)),
          ...lasting(size, { warmup: x === 'WRR' ? GENTLE_WARMUP : 5, full: 40, quick: 4 }),
          ...setup,
        },
      })),
    ),
  checks: answers => {
    const p99 = (series: string, rule: string) => answers.at(series, rule, 'p99Ms');
    const over = (rule: string, other: string) =>
      [LOW, HIGH].map(series => ratio(p99(series, rule), p99(series, other)));
    const others = Object.keys(RULES).filter(rule => ![PAPER_PREQUAL, PREQUAL, 'C3'].includes(rule));
    return [
      atMost({
        name: 'fig7_prequal_over_best',
        claim: 'Prequal (paper): p99 over the best of the other rules, C3 included, at either load',
        value: largest([...others, 'C3'].flatMap(rule => over(PAPER_PREQUAL, rule))),
        limit: 1,
        quick: true,
      }),
      atMost({
        name: 'fig7_c3_over_best_other',
        claim: 'C3: p99 over the best of the rules but Prequal (paper), at either load',
        value: largest(others.flatMap(rule => over('C3', rule))),
        limit: 1,
      }),
      atMost({
        name: 'fig7_c3_over_prequal',
        claim: "C3's p99 within 10 % of that of Prequal (paper), at either load",
        value: largest(over('C3', PAPER_PREQUAL)),
        limit: 1.1,
      }),
      atLeast({
        name: 'fig7_linear_over_prequal',
        claim: 'Linear is clearly behind: p99 over that of Prequal (paper), the least of both loads',
        value: smallest(over('Linear', PAPER_PREQUAL)),
        limit: 1.3,
      }),
      atLeast({
        name: 'fig7_ll_po2c_over_prequal',
        claim: 'LL-Po2C is clearly behind: p99 over that of Prequal (paper), the least of both loads',
        value: smallest(over('LL-Po2C', PAPER_PREQUAL)),
        limit: 1.3,
      }),
      atLeast({
        name: 'fig7_ll_over_prequal',
        claim: 'LL is bad already at 70 %: p99 over that of Prequal (paper)',
        value: ratio(p99(LOW, 'LL'), p99(LOW, PAPER_PREQUAL)),
        limit: 2,
      }),
      ...(
        [
          [LOW, '70'],
          [HIGH, '90'],
        ] as const
      ).map(([series, load]) =>
        atLeast({
          name: `fig7_rr_random_p99_at_${load}`,
          claim: `RR and Random time out at ${load} %: the lesser p99, ms`,
          value: smallest([p99(series, 'RR'), p99(series, 'Random')]),
          limit: 4950,
        }),
      ),
      atMost({
        name: 'fig7_prequal_90_over_70',
        claim: 'Prequal (paper) is nearly equal at 70 and 90 %: p99 at 90 % over that at 70 %',
        value: ratio(p99(HIGH, PAPER_PREQUAL), p99(LOW, PAPER_PREQUAL)),
        limit: 1.05,
      }),
    ];
  },
};
