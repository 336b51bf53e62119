// How long will runs take? Queries, weighed by what the policy costs.

import type { SimulationOptions } from 'simulator';

/** Queries that one core simulates in a second, asynchronous Prequal with three probes and few clients, on a machine of 2026. */
const QUERIES_PER_SECOND = 120_000;
/** From so many clients on what they know outgrows the processor's caches, and a query costs so much more. */
const MANY_CLIENTS = 50;
const MANY_COST = 2;
/** Cost of a query over that of Prequal with three probes. */
const POLICY_COST: Readonly<Record<string, number>> = {
  prequal: 1,
  linear: 1,
  c3: 1,
  weighted_round_robin: 0.4,
  yarp_po2c: 0.4,
};
const OTHER_COST = 0.25;
/** Factor for the median estimator. */
const MEDIAN_COST = 1.4;

/** Queries of a run. */
export function queriesOf({ load, durationMs }: Omit<SimulationOptions, 'seed'>): number {
  if (typeof load === 'number') return (load * durationMs) / 1000;
  return load.reduce((sum, { atMs, queriesPerSecond }, i) => {
    const untilMs = load[i + 1]?.atMs ?? durationMs;
    return sum + (queriesPerSecond * (untilMs - atMs)) / 1000;
  }, 0);
}

/** In seconds of one core, roughly. */
export function costOf(options: Omit<SimulationOptions, 'seed'>): number {
  const { policy = 'prequal', estimator } = options.policy;
  const cost =
    (POLICY_COST[policy] ?? OTHER_COST) *
    (estimator === 'median' ? MEDIAN_COST : 1) *
    (options.clients >= MANY_CLIENTS ? MANY_COST : 1);
  return (queriesOf(options) * cost) / QUERIES_PER_SECOND;
}
