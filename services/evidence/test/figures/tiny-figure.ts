// A figure that takes milliseconds, for tests: three replicas, two policies, two levels, a claim that holds and one that fails.

import { Answers } from '../../src/figures/answers.ts';
import { atLeast, atMost } from '../../src/figures/check.ts';
import { type Deviation, judgeChecks } from '../../src/figures/deviations.ts';
import type { Figure } from '../../src/figures/figure.ts';
import type { Outcome } from '../../src/figures/outcome.ts';
import { runPoint } from '../../src/figures/run-point.ts';

const fleet = { replicas: 3, clients: 2, cores: 2, workMeanMs: 10, durationMs: 1000 };

export const tinyFigure: Figure = {
  id: 'tiny',
  title: 'Tiny <figure>',
  question: 'Does it work?',
  setting: 'Three replicas | two clients.',
  xTitle: 'load',
  axis: 'levels',
  plotted: ['p99Ms', 'failed', 'threshold'],
  paper: { source: 'Nowhere.', x: [0.5, 0.9], series: { prequal: { p99Ms: [30, null] } } },
  points: ({ quick }) =>
    (quick ? [0.5] : [0.5, 0.9]).flatMap(x =>
      (['prequal', 'random'] as const).map(policy => ({
        series: policy,
        x,
        options: { ...fleet, load: 500 * x, policy: { policy } },
      })),
    ),
  checks: answers => [
    atMost({
      name: 'tiny_failed',
      claim: 'no query fails',
      value: answers.at('prequal', 0.5, 'failed'),
      limit: 0,
      quick: true,
    }),
    atLeast({
      name: 'tiny_p99',
      claim: 'p99 is a second',
      value: answers.at('prequal', 0.5, 'p99Ms'),
      limit: 1000,
    }),
  ],
};

/** The outcome of the tiny figure over two seeds, as the program makes it. */
export function tinyOutcome(deviations: readonly Deviation[] = []): Outcome {
  const size = { quick: false, seeds: 2 };
  const runs = tinyFigure
    .points(size)
    .flatMap(point => [1, 2].map(seed => ({ series: point.series, ...runPoint(tinyFigure, point, seed) })));
  const answers = new Answers(runs);
  const checks = judgeChecks(tinyFigure.checks(answers), deviations);
  return {
    figures: [{ figure: tinyFigure, answers, runs: runs.length, queries: 1000, threadMs: 100, checks }],
    size,
    facts: { commit: 'abc1234', node: 'v24', processor: 'cpu', cores: 2, memoryGib: 4, system: 'linux 6' },
    dirty: false,
    date: '2026-01-01T00:00:00.000Z',
    threadMs: 100,
    tookMs: 60_000,
    threads: 2,
  };
}
