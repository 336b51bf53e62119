// Past failure: one completion with an infinite latency (or RIF) made every later estimate infinite or NaN.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEstimator } from '../../src/create-estimator.ts';

for (const name of ['scaled', 'median'] as const) {
  test(`${name}: a sample that is not finite is no sample`, () => {
    const estimator = createEstimator(name);
    for (const nonsense of [Number.POSITIVE_INFINITY, Number.NaN, Number.NEGATIVE_INFINITY, -1]) {
      estimator.record(nonsense, 1, true, 0);
      estimator.record(nonsense, 1, false, 0);
      estimator.record(10, nonsense, true, 0);
    }
    assert.equal(estimator.estimate(0, 0), null);
    estimator.record(10, 1, true, 1);
    assert.equal(estimator.estimate(0, 1), 10);
  });
}
