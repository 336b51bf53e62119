// The policies of the figures, by the names that stand in the plots.

import { balancerDefaults } from 'prequal';
import type { SimulatedPolicy, SimulationOptions } from 'simulator';

export type Setup = Pick<SimulationOptions, 'policy' | 'trailers'>;

/** Prequal as the balancer runs it by default: in auto mode. */
export const PREQUAL = 'Prequal';
/** The same, asynchronous: by its pool alone. */
export const POOLED_PREQUAL = 'Prequal (pool)';
/** The same, synchronous: each query asks first. */
export const SYNC_PREQUAL = 'Prequal (sync)';
/**
 * Prequal as the paper has it: its estimator and Q_RIF, asynchronous, load known from probes alone, and ties with the threshold
 * hot, as in its experiments (§5.3: at 0.999 those tied at the maximum are hot).
 */
export const PAPER_PREQUAL = 'Prequal (paper)';
/** Q_RIF of the paper's experiments: 2^-0.25 (§5). */
const PAPER_Q_RIF = 0.84;

export function ours(options: SimulatedPolicy = {}): Setup {
  return { policy: { policy: 'prequal', mode: balancerDefaults.mode, ...options } };
}

/** The same by the pool alone, for figures whose levels are the pool's own knobs. */
export function pooled(options: SimulatedPolicy = {}): Setup {
  return ours({ mode: 'async', ...options });
}

export function papers(options: SimulatedPolicy = {}): Setup {
  return {
    policy: { policy: 'prequal', estimator: 'median', qRif: PAPER_Q_RIF, hotTies: 'hot', ...options },
    trailers: false,
  };
}

/** Mean life of a peak, s: of those that the scenario table tries, the best over its cells; a check of the table holds it. */
export const PEAK_EWMA_TAU_S = 30;

export function peakEwma(): Setup {
  return baseline('p2c_peak_ewma', { peakEwmaTauMs: 1000 * PEAK_EWMA_TAU_S });
}

export function baseline(
  policy: NonNullable<SimulatedPolicy['policy']>,
  options: SimulatedPolicy = {},
): Setup {
  return { policy: { policy, ...options } };
}
