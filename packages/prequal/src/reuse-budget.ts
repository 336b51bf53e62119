// How many picks may one pool entry serve, and how large is the pool? Eq. 1 of the paper, and what holds where it is undefined.

import type { PolicyOptions } from './options.ts';
import type { Rng } from './rng.ts';
import type { Regime } from './vocabulary.ts';

/** What the fleet's size makes of the options. */
export interface Sizing {
  readonly regime: Regime;
  /** Entries that the pool holds at most. */
  readonly capacity: number;
  /** Mean number of picks per entry, at least 1; rounded at random entry by entry. */
  readonly reuseBudget: number;
  readonly removalsPerQuery: number;
}

/** The sizing for `n` members, those set aside included. */
export function sizingFor(n: number, options: PolicyOptions): Sizing {
  const { poolSize: m, rProbe, rRemove, delta, reuseMax } = options;
  // Prequal §4 [reuse-budget], Eq. 1: net supply of useful entries per query; probing a replica already in the pool adds nothing.
  // Times n, so that rates in binary fractions meet the border exactly.
  const netTimesN = (n - m) * rProbe - rRemove * n;
  if (netTimesN > 0) {
    const net = netTimesN / n;
    const reuseBudget = Math.min(reuseMax, Math.max(1, (1 + delta) / net));
    return { regime: 'eq1', capacity: m, reuseBudget, removalsPerQuery: rRemove };
  }
  // Deviation [small-fleet]: Eq. 1 is undefined here (n at most 24 at the defaults); the pool holds every replica once.
  const replicas = Math.max(1, n);
  const perReplica = rProbe === 0 ? reuseMax : ((1 + delta) * replicas) / Math.min(rProbe, replicas);
  return {
    regime: 'small',
    capacity: Math.min(m, replicas),
    reuseBudget: Math.min(reuseMax, Math.max(1, perReplica)),
    removalsPerQuery: 0,
  };
}

/**
 * The budget while the probe rate is lowered by `rateFactor`: fewer entries serve more picks each, and as fewer are removed per
 * query the balance of Eq. 1 holds at any rate. Deviation [throttled-budget]: the paper's rate is fixed.
 */
export function budgetAt(
  { reuseBudget }: Sizing,
  rateFactor: number,
  { reuseMax }: Pick<PolicyOptions, 'reuseMax'>,
): number {
  return Math.min(reuseMax, reuseBudget / rateFactor);
}

/** `value` rounded to floor or ceiling at random, so that the mean is kept (Prequal §4 [random-rounding]). */
export function randomRound(value: number, rng: Rng): number {
  const floor = Math.floor(value);
  return rng.float() < value - floor ? floor + 1 : floor;
}
