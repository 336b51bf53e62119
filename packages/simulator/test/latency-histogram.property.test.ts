// Quantiles of the histogram are those of a sorted list, to the width of its buckets.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LatencyHistogram } from 'simulator';
import { replay, seed } from './seed.ts';

/** Half a bucket is 1/512 of the value; values are rounded to the microsecond before. */
const PRECISION = 1 / 512;
const ROUNDING_MS = 0.0006;

const latencies = fc.array(
  fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 10_000, noNaN: true })),
  { minLength: 1, maxLength: 200 },
);

function filled(values: readonly number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

test('a quantile is the nearest rank, to half a bucket', () => {
  fc.assert(
    fc.property(latencies, fc.double({ min: 0, max: 1, noNaN: true }), (values, quantile) => {
      const sorted = [...values].sort((a, b) => a - b);
      const exact = sorted[Math.max(1, Math.ceil(quantile * values.length - 1e-9)) - 1] ?? Number.NaN;
      const told = filled(values).quantileMs(quantile) ?? Number.NaN;
      assert.ok(
        Math.abs(told - exact) <= exact * PRECISION + ROUNDING_MS,
        `${told}, exact ${exact}; ${replay}`,
      );
    }),
    { seed, numRuns: 500 },
  );
});

test('nothing recorded is null, and a timeout is the timeout', () => {
  assert.equal(new LatencyHistogram().quantileMs(0.5), null);
  assert.equal(filled([5000, 5000, 10]).quantileMs(0.99), 5000);
});
