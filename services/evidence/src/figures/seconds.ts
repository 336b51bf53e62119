// Figures over time: one run for each policy, a row for each second of it.

import type { SecondResult, SimulationOptions, SimulationResult } from 'simulator';
import type { Point, Row, Values } from './figure.ts';
import type { Setup } from './policies.ts';

/** The run of each policy, by its name, through what happens in `options`. */
export function runOfEach(
  policies: Readonly<Record<string, Setup>>,
  options: Omit<SimulationOptions, 'policy' | 'seed' | 'series'>,
): Point[] {
  return Object.entries(policies).map(([series, setup]) => ({
    series,
    x: 'run',
    options: { ...options, series: true, ...setup },
  }));
}

/** What becomes of queries where some `replicas` are in trouble. */
export function troubleRows(result: SimulationResult, replicas: readonly number[]): readonly Row[] {
  return secondRows(result, second => ({
    share: shareOf(second, replicas),
    failed: second.queries === 0 ? null : second.errors / second.queries,
    p99Ms: second.p99Ms,
  }));
}

/** A share over the fair one; null where there is none. */
export function overFair(share: number | null, fair: number): number | null {
  return share === null ? null : share / fair;
}

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
