// The figures of the report, each with its table.

import type { Scenario } from 'load-tests/scenario.ts';
import { type Bin, figureHtml, intervalSvg, intervalText, lineSvg, replicaSvg } from 'report';
import { measures } from './measure.ts';
import type { PolicyResult, Result } from './result.ts';
import { shown } from './verdict.ts';

/** `callTime`: from when on a call counts, `was due` say. */
export function figuresHtml({ policies }: Result, scenario: Scenario, callTime: string): string {
  return [
    latencyFigure(policies),
    timeFigure(policies, scenario, {
      title: 'p99 over time',
      explanation:
        'All rounds together. Grey: an event of the scenario that does not last from start to end.',
      yTitle: 'p99 in ms',
      of: policy => policy.p99OverTime,
      text: value => (value === null ? '-' : shown({ unit: 'ms' }, value)),
    }),
    timeFigure(policies, scenario, {
      title: 'Requests in flight at the busiest replica, over time',
      explanation:
        'The most that any replica has at a moment, mean over the moments: a queue that others do not share.',
      yTitle: 'RIF',
      of: policy => policy.mostRifOverTime,
      text: value => (value === null ? '-' : value.toFixed(1)),
    }),
    ...(policies.some(({ errors }) => errors > 0) ? [errorFigure(policies, scenario, callTime)] : []),
    shareFigure(policies, scenario),
  ].join('\n');
}

function latencyFigure(policies: readonly PolicyResult[]): string {
  const quantiles = measures.filter(({ unit }) => unit === 'ms');
  return figureHtml(
    'Latency',
    'Median over the rounds, from the smallest to the largest round. The axis is logarithmic.',
    intervalSvg({
      label: 'Latency quantiles of each policy with their range over the rounds',
      xTitle: 'ms',
      groups: quantiles.map(({ key, title }) => ({
        name: title,
        values: policies.map(({ intervals }) => intervals[key]),
      })),
    }),
    {
      caption: 'Latency: median round (smallest to largest)',
      head: ['quantile', ...policies.map(({ policy }) => policy)],
      rows: quantiles.map(measure => [
        measure.title,
        ...policies.map(({ intervals }) =>
          intervalText(intervals[measure.key], value => String(Math.round(value))),
        ),
      ]),
    },
  );
}

interface TimeFigure {
  readonly title: string;
  readonly explanation: string;
  readonly yTitle: string;
  readonly of: (policy: PolicyResult) => readonly Bin[];
  readonly text: (value: number | null) => string;
  readonly factor?: number;
}

function timeFigure(policies: readonly PolicyResult[], scenario: Scenario, figure: TimeFigure): string {
  const { title, explanation, yTitle, of, text, factor = 1 } = figure;
  const { durationMs, events } = scenario;
  const spans = events
    .filter(({ atMs, forMs }) => atMs > 0 || forMs < durationMs)
    .map(({ atMs, forMs }) => ({ from: atMs / 1000, to: Math.min(durationMs, atMs + forMs) / 1000 }));
  const bins = policies.map(of);
  return figureHtml(
    title,
    explanation,
    lineSvg({
      label: `${title}, a line for each policy`,
      xTitle: 'seconds from the start of a run',
      yTitle,
      spans,
      series: policies.map(({ policy }, at) => ({
        name: policy,
        points: (bins[at] ?? []).map(({ fromMs, value }) => ({
          x: fromMs / 1000,
          y: value === null ? null : value * factor,
        })),
      })),
    }),
    {
      caption: `${title}: ${yTitle}, by second of the run`,
      head: ['from', ...policies.map(({ policy }) => policy)],
      rows: (bins[0] ?? []).map(({ fromMs }, at) => [
        `${fromMs / 1000} s`,
        ...bins.map(each => text(each[at]?.value ?? null)),
      ]),
    },
  );
}

function errorFigure(policies: readonly PolicyResult[], scenario: Scenario, callTime: string): string {
  return timeFigure(policies, scenario, {
    title: 'Failed calls over time',
    explanation: `By the time at which a call ${callTime}; all rounds together.`,
    yTitle: '% of the calls',
    of: policy => policy.errorsOverTime,
    text: value => shown({ unit: 'fraction' }, value),
    factor: 100,
  });
}

function shareFigure(policies: readonly PolicyResult[], scenario: Scenario): string {
  const fair = 1 / scenario.fleet.replicas;
  const marked = new Set(scenario.events.map(({ replica }) => replica));
  const percent = (value: number | undefined) =>
    value === undefined ? '-' : `${(value * 100).toFixed(1)} %`;
  return figureHtml(
    'Share of the calls, by replica',
    'Grey: a replica that an event of the scenario hits. Line: the same share for all.',
    replicaSvg({
      label: 'Share of the answered calls that each replica served, a mark for each policy',
      yTitle: '% of the answered calls',
      series: policies.map(({ shares }) => ({ values: shares })),
      marked,
      fair,
    }),
    {
      caption: 'Share of the answered calls: median round',
      head: ['replica', ...policies.map(({ policy }) => policy)],
      rows: Array.from({ length: scenario.fleet.replicas }, (_, at) => [
        marked.has(at + 1) ? `${at + 1} (event)` : String(at + 1),
        ...policies.map(({ shares }) => percent(shares[at]?.mid)),
      ]),
    },
  );
}
