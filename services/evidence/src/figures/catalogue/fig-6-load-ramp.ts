// Fig. 6: weighted round robin against Prequal while load rises past the allocation.

import type { Answers } from '../answers.ts';
import { apart, atLeast, atMost, type Check, largest, ratio, smallest } from '../check.ts';
import type { Figure, X } from '../figure.ts';
import { gentlyAt, paperFleet } from '../fleets.ts';
import { GENTLE_WARMUP } from '../gentle-start.ts';
import type { MeasureName } from '../measures.ts';
import paper from '../paper/fig-6.json' with { type: 'json' };
import { baseline, ours, PAPER_PREQUAL, PREQUAL, papers } from '../policies.ts';
import { lasting, levelsOf } from '../size.ts';

const WRR = 'WRR';
const LEVELS = [0.75, 0.83, 0.93, 1.03, 1.14, 1.27, 1.41, 1.57, 1.74];
const QUICK = [0.75, 1.14, 1.74];
/** Load 0.75, raised by a ninth for each level; the names are rounded. */
const loadOf = (level: number) => 0.75 * (10 / 9) ** LEVELS.indexOf(level);
const ALLOCATED = [0.75, 0.83, 0.93];

export const loadRamp: Figure = {
  id: '6',
  title: 'Load ramp: weighted round robin against Prequal',
  question: 'What happens to latency and errors as load grows past the allocation?',
  setting:
    '100 clients, 100 equal replicas, mu 80 ms. The paper is compared with its own estimator and probes alone; Prequal is what the balancer runs.',
  xTitle: 'load, in allocations',
  axis: 'levels',
  plotted: ['p50Ms', 'p90Ms', 'p99Ms', 'p999Ms', 'failed', 'rifP99', 'cpuSpread'],
  paper,
  points: size =>
    levelsOf(size, LEVELS, QUICK).flatMap(x => {
      const options = {
        ...gentlyAt(loadOf(x), paperFleet(80)),
        ...lasting(size, { warmup: GENTLE_WARMUP, full: 40, quick: 6 }),
      };
      return [
        { series: WRR, x, options: { ...options, ...baseline('weighted_round_robin') } },
        { series: PAPER_PREQUAL, x, options: { ...options, ...papers() } },
        { series: PREQUAL, x, options: { ...options, ...ours() } },
      ];
    }),
  checks: answers => [
    ...rampChecks(answers, PREQUAL, 'prequal'),
    ...rampChecks(answers, PAPER_PREQUAL, 'paper'),
  ],
};

function rampChecks(answers: Answers, series: string, name: string): Check[] {
  const at = (x: X, measure: MeasureName, of = series) => answers.at(of, x, measure);
  const apartFromWrr = ALLOCATED.flatMap(x =>
    (['p50Ms', 'p90Ms', 'p99Ms', 'p999Ms'] as const).map(measure =>
      apart(ratio(at(x, measure), at(x, measure, WRR))),
    ),
  );
  const { places } = answers;
  return [
    atMost({
      name: `fig6_${name}_over_wrr_within_allocation`,
      claim: `${series}, up to load 0.93: p50, p90, p99 and p99.9 within 5 % of WRR's, as a ratio`,
      value: largest(apartFromWrr),
      limit: 1.05,
    }),
    atMost({
      name: `fig6_${name}_failed`,
      claim: `${series}: no query fails at any level`,
      value: largest(places.map(x => at(x, 'failed'))),
      limit: 0,
      quick: true,
    }),
    atMost({
      name: `fig6_${name}_p999_over_base`,
      claim: `${series}: p99.9 at load 1.74 over that at 0.75`,
      value: ratio(at(1.74, 'p999Ms'), at(0.75, 'p999Ms')),
      limit: 2.2,
      quick: true,
    }),
    atLeast({
      name: `fig6_${name}_cpu_spread_over_wrr`,
      claim: `WRR's CPU use is spread less than that of ${series} at every level: least ratio of the two`,
      value: smallest(places.map(x => ratio(at(x, 'cpuSpread'), at(x, 'cpuSpread', WRR)))),
      limit: 1,
      quick: true,
    }),
    ...(name === 'prequal'
      ? [
          atLeast({
            name: 'fig6_wrr_p999_at_timeout',
            claim: 'WRR: p99.9 is at the timeout by load 1.14, ms',
            value: at(1.14, 'p999Ms', WRR),
            limit: 4950,
          }),
          atLeast({
            name: 'fig6_wrr_failed_at_1_74',
            claim: 'WRR: a quarter of the queries fails at load 1.74, as a fraction; the paper has 0.26',
            value: at(1.74, 'failed', WRR),
            limit: 0.2,
          }),
        ]
      : []),
  ];
}
