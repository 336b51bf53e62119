// What counts in a cell: the tail where the fleet can do its work, what is served in time where it cannot.

import type { Cell } from './axes.ts';

/** Highest load at which latency says how good a policy is. */
const MOST_LATENCY_LOAD = 0.9;

/** Whether a cell is judged by its p99; else by its goodput. */
export function isByLatency({ load }: Cell): boolean {
  return load <= MOST_LATENCY_LOAD;
}
