// What the seeds say together of one policy: medians with their intervals, and the scenario's checks.

import type { RunReport } from 'load';
import { judge, type Verdict } from 'load-tests/check.ts';
import type { Scenario } from 'load-tests/scenario.ts';
import { type Interval, intervalOf } from 'report';
import type { SimulationResult } from 'simulator';
import { replicaName, type ScenarioRun } from './scenario-run.ts';

/** A check by the median over the seeds; `held` is in how many it did. */
export interface SeedsVerdict extends Verdict {
  readonly held: number;
}

const INTERVALS = {
  p50Ms: ({ latency }: SimulationResult) => latency.p50Ms,
  p90Ms: ({ latency }: SimulationResult) => latency.p90Ms,
  p99Ms: ({ latency }: SimulationResult) => latency.p99Ms,
  p999Ms: ({ latency }: SimulationResult) => latency.p999Ms,
  goodput: ({ goodput }: SimulationResult) => goodput,
  probesPerQuery: ({ probesPerQuery }: SimulationResult) => probesPerQuery,
  rifP50: ({ rif }: SimulationResult) => rif.p50,
  rifP99: ({ rif }: SimulationResult) => rif.p99,
  cpuP50: ({ cpu }: SimulationResult) => cpu?.p50 ?? null,
  cpuP99: ({ cpu }: SimulationResult) => cpu?.p99 ?? null,
};

/** One policy over its seeds: sums of calls, medians of the rest; as the load reports a run, and more. */
export interface PolicySummary extends Omit<RunReport, 'replicas'> {
  /** A simulated client never falls behind. */
  readonly dropped: 0;
  readonly rules: Readonly<Record<string, number>>;
  readonly intervals: Readonly<Record<keyof typeof INTERVALS, Interval | null>>;
  readonly checks: readonly SeedsVerdict[];
}

export function policySummary(runs: readonly ScenarioRun[], { checks, fleet }: Scenario): PolicySummary {
  const results = runs.map(({ result }) => result);
  const intervals = Object.fromEntries(
    Object.entries(INTERVALS).map(([name, read]) => [name, intervalOf(results.map(read))]),
  ) as PolicySummary['intervals'];
  const shareOf = (at: number) => intervalOf(results.map(({ replicas }) => replicas[at]?.share ?? null));
  return {
    calls: sum(results.map(({ queries }) => queries)),
    errors: sum(results.map(({ errors }) => errors)),
    dropped: 0,
    p50Ms: intervals.p50Ms?.mid ?? null,
    p90Ms: intervals.p90Ms?.mid ?? null,
    p99Ms: intervals.p99Ms?.mid ?? null,
    p999Ms: intervals.p999Ms?.mid ?? null,
    shares: Object.fromEntries(
      Array.from({ length: fleet.replicas }, (_, at) => [replicaName(at), shareOf(at)?.mid ?? 0]),
    ),
    errorsByStatus: sumByName(results.map(({ errorsByStatus }) => errorsByStatus)),
    rules: sumByName(results.map(({ rules }) => rules)),
    intervals,
    checks: checks.map((check, at) => {
      const verdicts = runs.flatMap(({ verdicts }) => verdicts[at] ?? []);
      const median = intervalOf(verdicts.map(({ value }) => value))?.mid ?? null;
      return { ...judge(check, median), held: verdicts.filter(({ ok }) => ok).length };
    }),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function sumByName(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const each of counts)
    for (const [name, count] of Object.entries(each)) total[name] = (total[name] ?? 0) + count;
  return total;
}
