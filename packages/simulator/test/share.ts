// Shares of calls in a window, over several seeds: one run of few calls says little.

import type { SimulatedCall } from '../src/index.ts';

/** Fraction of the calls sent from `fromMs` to before `toMs` that `replica` served. */
export function shareOf(
  calls: readonly SimulatedCall[],
  replica: number,
  fromMs: number,
  toMs: number,
): number {
  const inWindow = calls.filter(call => call.atMs >= fromMs && call.atMs < toMs);
  return inWindow.filter(call => call.replica === replica).length / inWindow.length;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
