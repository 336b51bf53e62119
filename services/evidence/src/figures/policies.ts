// The policies of the figures, by the names that stand in the plots.

import type { SimulatedPolicy, SimulationOptions } from 'simulator';

export type Setup = Pick<SimulationOptions, 'policy' | 'trailers'>;

/** Prequal as the balancer runs it by default. */
export const PREQUAL = 'Prequal';
/** Prequal as the paper has it: its estimator, and load known from probes alone. */
export const PAPER_PREQUAL = "Prequal, paper's estimator";

export function ours(options: SimulatedPolicy = {}): Setup {
  return { policy: { policy: 'prequal', ...options } };
}

export function papers(options: SimulatedPolicy = {}): Setup {
  return { policy: { policy: 'prequal', estimator: 'median', ...options }, trailers: false };
}

export function baseline(
  policy: NonNullable<SimulatedPolicy['policy']>,
  options: SimulatedPolicy = {},
): Setup {
  return { policy: { policy, ...options } };
}
