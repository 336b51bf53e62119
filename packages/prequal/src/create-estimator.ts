// Which estimator goes by which name.

import type { Estimator, EstimatorName } from './estimator.ts';
import { MedianEstimator } from './estimators/median.ts';
import { ScaledEstimator } from './estimators/scaled.ts';
import { PrequalConfigError } from './options.ts';

/** Deviation [sample-age]: the paper gives no age at which a sample no longer counts, ms. */
export const DEFAULT_SAMPLE_MAX_AGE_MS = 5000;

/**
 * A replica's latency estimator. `sampleMaxAgeMs`, above 0, is how long a completion counts: after that without another
 * one the estimate is unknown, so that a replica that recovered is tried again.
 */
export function createEstimator(
  name: EstimatorName,
  options: { readonly sampleMaxAgeMs?: number } = {},
): Estimator {
  const { sampleMaxAgeMs = DEFAULT_SAMPLE_MAX_AGE_MS } = options;
  if (!(sampleMaxAgeMs > 0)) throw new PrequalConfigError('sampleMaxAgeMs', sampleMaxAgeMs, 'above 0');
  switch (name) {
    case 'scaled':
      return new ScaledEstimator(sampleMaxAgeMs);
    case 'median':
      return new MedianEstimator(sampleMaxAgeMs);
    default:
      throw new PrequalConfigError('estimator', name satisfies never, 'scaled, median');
  }
}
