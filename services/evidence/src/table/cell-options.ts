// A cell as the simulator takes it: load, length and seeds, the same for every policy.

import { capacityPerSecond, type SimulatedPolicy, type SimulationOptions } from 'simulator';
import { GENTLE_WARMUP, gentleStart } from '../figures/gentle-start.ts';
import { type Cell, MOVING, spareOf, speedsOf, WORK } from './axes.ts';
import { isByLatency } from './by-latency.ts';

/** Where queues only grow: a minute from empty, and what is served in time counts. */
const OVERLOAD_MS = 60_000;
const WARMUP_MS = 1000 * GENTLE_WARMUP;
/** A minute counts; longer where fewer than the least number of queries would come, shorter where more than the most would. */
const COUNTED_MS = 60_000;
const LEAST_QUERIES = 20_000;
const MOST_QUERIES = 300_000;
const LEAST_MS = 10_000;
const MOST_MS = 600_000;

/** `policy` in `cell`. Two policies with one seed meet the same arrivals, work and antagonists. */
export function cellOptions(cell: Cell, policy: SimulatedPolicy, seed: number): SimulationOptions {
  const { replicas, balancers, cores, antagonists, load } = cell;
  const fleet = { replicas, cores, speeds: speedsOf(cell), ...WORK[cell.work] };
  const queriesPerSecond = load * capacityPerSecond(fleet);
  const countedMs = clamp(
    COUNTED_MS,
    Math.min(MOST_MS, (1000 * LEAST_QUERIES) / queriesPerSecond),
    Math.max(LEAST_MS, (1000 * MOST_QUERIES) / queriesPerSecond),
  );
  const time = isByLatency(cell)
    ? { load: gentleStart(queriesPerSecond), warmupMs: WARMUP_MS, durationMs: WARMUP_MS + countedMs }
    : { load: queriesPerSecond, warmupMs: 0, durationMs: OVERLOAD_MS };
  const moving = { spareCores: cores * spareOf(MOVING), antagonist: MOVING };
  return {
    ...fleet,
    ...time,
    ...(antagonists === 'moving' ? moving : {}),
    seed,
    clients: balancers,
    policy,
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
