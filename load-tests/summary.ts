// What stands below k6's own summary: each check's value, limit and verdict, and where the slowest traces are.

import http from 'k6/http';
import { aggregateOf, checkName, judge, verdictLine } from './check.ts';
import type { Environment } from './environment.ts';
import type { Check } from './scenario.ts';
import { SHOWN, type SlowAnswer, slowCallLines } from './slow-calls.ts';

interface Metric {
  readonly values: Readonly<Record<string, number | undefined>>;
}

/** What k6 hands to handleSummary. */
export interface SummaryData {
  readonly state: { readonly testRunDurationMs: number };
  readonly metrics: Readonly<Record<string, Metric | undefined>>;
}

/** Answers nothing, so that k6 prints its own summary too; an empty object prints none. */
export type Summarize = (data: SummaryData) => Record<string, string> | undefined;

/** A run for ever has no summary: its checks and figures would be of no time in particular. */
export function summarizer(checks: readonly Check[], environment: Environment, forEver: boolean): Summarize {
  return data => {
    if (forEver) return {};
    for (const check of checks) console.info(verdictLine(judge(check, measured(check, data))));
    for (const line of slowestTraces(environment, data.state.testRunDurationMs)) console.info(line);
    return undefined;
  };
}

/** A Jaeger link for each of the run's slowest calls as the balancers have them; none where they or Jaeger are not there. */
function slowestTraces({ balancerAdmins, jaegerUrl }: Environment, runMs: number): readonly string[] {
  if (jaegerUrl === '') return [];
  const answers = balancerAdmins.map(url => slowestOf(`${url}/decisions`, runMs));
  return slowCallLines(answers, jaegerUrl);
}

/** Asks twice: when the run began is told by the balancer's own clock. */
function slowestOf(decisionsUrl: string, runMs: number): SlowAnswer {
  try {
    const { atMs = 0 } = answerOf(`${decisionsUrl}?last=1`);
    const sinceMs = Math.max(0, atMs - runMs);
    return answerOf(`${decisionsUrl}?last=${SHOWN}&order=slowest&sinceMs=${sinceMs}`);
  } catch {
    return {};
  }
}

function answerOf(url: string): SlowAnswer {
  return http.get(url, { timeout: '2s' }).json() as SlowAnswer;
}

/** The check's value from its metric; null when no call belonged to it. */
function measured(check: Check, { metrics }: SummaryData): number | null {
  const aggregate = aggregateOf(check.value);
  switch (aggregate.kind) {
    case 'mean': {
      const { rate = 0, passes = 0, fails = 0 } = metrics[checkName(check)]?.values ?? {};
      return passes + fails === 0 ? null : rate;
    }
    case 'quantile': {
      const values = metrics[checkName(check)]?.values ?? {};
      const name = aggregate.quantile === 0.5 ? 'med' : `p(${aggregate.quantile * 100})`;
      return values.count ? (values[name] ?? null) : null;
    }
    case 'count':
      return metrics.dropped_iterations?.values.count ?? 0;
  }
}
