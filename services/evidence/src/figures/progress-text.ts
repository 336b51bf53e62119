// How far are the runs, and how long will the rest take? By their cost, since they differ a hundredfold.

import type { Progressed } from './run-figures.ts';

/** Share of the cost that must be done before its speed says more than the estimate. */
const ENOUGH = 0.02;

/** `31 of 400 runs, about 12 minutes left`. */
export function progressText(
  { done, all, doneCost, allCost }: Progressed,
  threads: number,
  elapsedMs: number,
): string {
  const known = doneCost > ENOUGH * allCost;
  const secondsPerCost = known ? elapsedMs / 1000 / doneCost : 1 / threads;
  const seconds = (allCost - doneCost) * secondsPerCost;
  const left = seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} minutes`;
  return `${done} of ${all} runs, about ${left} left`;
}
