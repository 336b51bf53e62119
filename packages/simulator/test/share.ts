// Shares of calls in a window, over several seeds: one run of few calls says little.

import { type EndedQuery, type SimulationOptions, simulate } from 'simulator';

/** All queries of a run, in order of their ends. */
export function endedQueries(options: SimulationOptions): EndedQuery[] {
  const ended: EndedQuery[] = [];
  simulate(options, query => ended.push(query));
  return ended;
}

/** Fraction of the calls sent from `fromMs` to before `toMs` that `replica` served. */
export function shareOf(calls: readonly EndedQuery[], replica: number, fromMs: number, toMs: number): number {
  const inWindow = calls.filter(call => call.atMs >= fromMs && call.atMs < toMs);
  return inWindow.filter(call => call.replica === replica).length / inWindow.length;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
