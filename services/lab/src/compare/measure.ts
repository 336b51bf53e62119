// What is compared: the measures of one run, and how much of a difference counts.

import { mean, nearestRank, relativeSpread } from 'report';
import type { RunRecord } from './run-record.ts';

/** A measure of a run; less is better for all of them. */
export interface Measure {
  readonly key: 'p50Ms' | 'p90Ms' | 'p99Ms' | 'p999Ms' | 'errorFraction' | 'rifSpread';
  readonly title: string;
  readonly unit: 'ms' | 'fraction' | 'number';
  /** Differences below this are none: of the other's value, or, for fractions, in absolute terms. */
  readonly leastDifference: number;
  /** Whether policies are judged by it; the others are shown only. */
  readonly judged: boolean;
  /** Null where the run has nothing to measure. Calls of the warm-up are left out. */
  readonly of: (run: RunRecord, warmupMs: number) => number | null;
}

const LEAST_RELATIVE = 0.05;
const LEAST_FRACTION = 0.001;

export const measures: readonly Measure[] = [
  latency('p50Ms', 'p50', 0.5),
  latency('p90Ms', 'p90', 0.9),
  latency('p99Ms', 'p99', 0.99),
  latency('p999Ms', 'p99.9', 0.999),
  {
    key: 'errorFraction',
    title: 'failed calls',
    unit: 'fraction',
    leastDifference: LEAST_FRACTION,
    judged: true,
    of: (run, warmupMs) => mean(counted(run, warmupMs).map(({ status }) => (status === 'OK' ? 0 : 1))),
  },
  {
    key: 'rifSpread',
    title: 'unevenness of RIF',
    unit: 'number',
    leastDifference: LEAST_RELATIVE,
    judged: false,
    of: (run, warmupMs) =>
      mean(run.rifs.filter(({ atMs }) => atMs >= warmupMs).flatMap(({ rifs }) => relativeSpread(rifs) ?? [])),
  },
];

/** The calls of a run that count: those due after the warm-up. */
export function counted(run: RunRecord, warmupMs: number): RunRecord['calls'] {
  return run.calls.filter(({ atMs }) => atMs >= warmupMs);
}

/** Failed calls count with the time until they failed. */
function latency(key: Measure['key'], title: string, quantile: number): Measure {
  return {
    key,
    title,
    unit: 'ms',
    leastDifference: LEAST_RELATIVE,
    judged: true,
    of: (run, warmupMs) =>
      nearestRank(
        counted(run, warmupMs).map(({ latencyMs }) => latencyMs),
        quantile,
      ),
  };
}
