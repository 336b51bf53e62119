// Fig. 10: a weighted sum of latency and RIF instead of the lexicographic rule.

import { atLeast, atMost, ratio } from '../check.ts';
import type { Figure } from '../figure.ts';
import { mixedFleet, queriesAt } from '../fleets.ts';
import paper from '../paper/fig-10.json' with { type: 'json' };
import { baseline, papers } from '../policies.ts';
import { lasting, levelsOf } from '../size.ts';

const LEVELS = [0.769, 0.785, 0.801, 0.817, 0.834, 0.868, 0.886, 0.904, 0.922, 0.941, 0.96, 0.98, 1];
const ALPHA_MS = 75;
const PAPERS = 'Linear (paper)';
const OURS = 'Linear, scaled estimator';

export const linear: Figure = {
  id: '10',
  title: 'Linear combinations of latency and RIF',
  question: 'Does mixing latency into RIF help?',
  setting:
    '100 clients, 100 replicas, half of them half as fast, load 0.94, mu 60 ms, alpha 75 ms. lambda 1 is RIF only. Load known from probes alone.',
  xTitle: 'lambda',
  axis: 'levels',
  plotted: ['p50Ms', 'p90Ms', 'p99Ms', 'p999Ms', 'rifP50', 'rifP90', 'rifP99'],
  paper,
  points: size =>
    levelsOf(size, LEVELS, [0.769, 1]).flatMap(x => {
      const options = {
        ...queriesAt(0.94, mixedFleet(60)),
        ...lasting(size, { warmup: 5, full: 12, quick: 5 }),
      };
      const knobs = { linearLambda: x, linearAlphaMs: ALPHA_MS };
      return [
        { series: PAPERS, x, options: { ...options, ...papers({ policy: 'linear', ...knobs }) } },
        { series: OURS, x, options: { ...options, ...baseline('linear', knobs), trailers: false } },
      ];
    }),
  checks: answers => {
    const p99 = (x: number) => answers.at(PAPERS, x, 'p99Ms');
    const rif = (x: number) => answers.at(PAPERS, x, 'rifP99');
    return [
      atLeast({
        name: 'fig10_p99_at_0_769_over_1',
        claim: 'Linear (paper): p99 at lambda 0.769 over RIF only; the paper has 10',
        value: ratio(p99(0.769), p99(1)),
        limit: 8,
      }),
      atLeast({
        name: 'fig10_rif_p99_at_0_769_over_1',
        claim: 'Linear (paper): RIF p99 at lambda 0.769 over RIF only; the paper has 17',
        value: ratio(rif(0.769), rif(1)),
        limit: 14,
      }),
      atMost({
        name: 'fig10_rif_p99_at_1',
        claim: 'RIF p99 of RIF only; the paper has 11',
        value: rif(1),
        limit: 14,
        quick: true,
      }),
    ];
  },
};
