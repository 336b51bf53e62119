// Quantiles of integers spread over [k - 1/2, k + 1/2), worked out by hand.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RifHistogram } from '../src/rif-histogram.ts';

function filled(rifs: readonly number[]): RifHistogram {
  const histogram = new RifHistogram();
  for (const rif of rifs) histogram.record(rif);
  return histogram;
}

test('one value is spread evenly around itself', () => {
  const histogram = filled([5, 5, 5, 5]);
  assert.equal(histogram.quantile(0), 4.5);
  assert.equal(histogram.quantile(0.25), 4.75);
  assert.equal(histogram.quantile(0.5), 5);
  assert.equal(histogram.quantile(1), 5.5);
  assert.equal(histogram.mean, 5);
});

test('the quantile falls into the value that holds the rank', () => {
  const histogram = filled([1, 1, 1, 9]);
  assert.equal(histogram.quantile(0.5), 0.5 + 2 / 3);
  assert.equal(histogram.quantile(0.75), 1.5);
  assert.equal(histogram.quantile(0.875), 9);
  assert.equal(histogram.mean, 3);
});

test('nothing recorded is null', () => {
  assert.equal(filled([]).quantile(0.5), null);
  assert.equal(filled([]).mean, null);
});
