// How far are the runs, and how long will the rest take? By their cost, since they may differ a hundredfold.

import { timeText } from 'program';

/** Costs are seconds of one core, roughly. */
export interface Progressed {
  readonly done: number;
  readonly all: number;
  /** Cost done and in all, of what was to be run. */
  readonly doneCost: number;
  readonly allCost: number;
}

/** Share of the cost that must be done before its speed says more than the estimate. */
const ENOUGH = 0.02;

/** `31 of 400 runs, about 12 min 5 s left`. */
export function progressText(
  { done, all, doneCost, allCost }: Progressed,
  threads: number,
  elapsedMs: number,
): string {
  const known = doneCost > ENOUGH * allCost;
  const msPerCost = known ? elapsedMs / doneCost : 1000 / threads;
  return `${done} of ${all} runs, about ${timeText((allCost - doneCost) * msPerCost)} left`;
}
