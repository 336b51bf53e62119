// The rows of figures over time: one for each second of a run.

import type { SecondResult, SimulationResult } from 'simulator';
import type { Row, Values } from './figure.ts';

/** `measure` makes the values of a second; the first second is 0. */
export function secondRows(
  result: SimulationResult,
  measure: (second: SecondResult) => Values,
): readonly Row[] {
  return (result.series ?? []).map(second => ({ x: second.atMs / 1000, values: measure(second) }));
}

/** Share of a second's queries that went to `replicas`; null where there were none. */
export function shareOf({ byReplica, queries }: SecondResult, replicas: readonly number[]): number | null {
  if (queries === 0) return null;
  return replicas.reduce((sum, at) => sum + (byReplica[at] ?? 0), 0) / queries;
}
