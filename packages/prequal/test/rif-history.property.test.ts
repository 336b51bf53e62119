// The quantile of the RIF history is the nearest rank over the newest values, after any adds and resizes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { thresholdOf } from '../src/hot-cold.ts';
import { countByRif, RifHistory } from '../src/rif-history.ts';
import { seed } from './seed.ts';

/** Nearest rank by definition: the least value with at least q of all values at or below it. */
function nearestRank(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.find(one => sorted.filter(other => other <= one).length >= q * sorted.length) ?? Number.NaN;
}

function historyOf(values: readonly number[], capacity = 128): RifHistory {
  const history = new RifHistory(capacity);
  for (const value of values) history.add(value);
  return history;
}

test('the quantile by examples', () => {
  const history = historyOf([5, 1, 4, 2, 3]);
  for (const [q, expected] of [
    [0, 1],
    [0.2, 1],
    [0.21, 2],
    [0.5, 3],
    [0.8, 4],
    [0.84, 5],
    [0.999, 5],
    [1, 5],
  ] as const) {
    assert.equal(history.quantile(q), expected, `q ${q}`);
  }
});

test('empty has no quantile', () => {
  assert.ok(Number.isNaN(new RifHistory(3).quantile(0.5)));
  assert.equal(new RifHistory(3).count, 0);
});

test('a rank that is whole but for rounding is not raised', () => {
  // 0.07 x 100 is 7.000000000000001 in binary.
  assert.equal(historyOf(Array.from({ length: 100 }, (_, i) => i + 1)).quantile(0.07), 7);
});

test('it is a quantile, not a fraction of the maximum, nor one over the pool', () => {
  // Seen elsewhere: 0.84 of the maximum would be 84.
  assert.equal(historyOf([...Array.from({ length: 99 }, () => 1), 100]).quantile(0.84), 1);
});

test('one value at a time: the newest of a history of one', () => {
  const history = historyOf([7, 3, 9], 1);
  assert.equal(history.quantile(0.5), 9);
  assert.equal(history.count, 1);
});

type Step = { readonly add: number } | { readonly resize: number };

const rif = fc.oneof(fc.nat(6), fc.nat(6), fc.nat(2 ** 32 - 1));
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: rif.map(add => ({ add })) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 12 }).map(resize => ({ resize })) },
);
// Hundredths, times counts up to 12: either exact or clearly apart from a whole rank.
const q = fc.integer({ min: 0, max: 100 }).map(n => n / 100);

test('equals the brute force after any adds and resizes', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.array(step, { maxLength: 80 }),
      fc.array(q, { minLength: 1, maxLength: 4 }),
      (firstCapacity, steps, quantiles) => {
        const history = new RifHistory(firstCapacity);
        let capacity = firstCapacity;
        let newest: number[] = [];
        for (const one of steps) {
          if ('add' in one) {
            history.add(one.add);
            newest.push(one.add);
          } else {
            capacity = one.resize;
            history.resize(capacity);
          }
          newest = newest.slice(-capacity);
          assert.equal(history.count, newest.length);
          for (const each of quantiles)
            assert.equal(history.quantile(each), nearestRank(newest, each - 1e-9));
          assert.deepEqual(
            [...history.copyTo(new Uint32Array(0))].slice(0, history.count),
            newest.toSorted((a, b) => a - b),
          );
        }
      },
    ),
    { seed, numRuns: 300 },
  );
});

test('invariant 9: the threshold rises with Q and lies in the observed range, or is infinite at 1', () => {
  fc.assert(
    fc.property(
      fc.array(rif, { minLength: 1, maxLength: 60 }),
      fc.array(q, { minLength: 2 }),
      (values, list) => {
        const history = historyOf(values);
        const thresholds = list
          .toSorted((a, b) => a - b)
          .map(qRif => thresholdOf(history.quantile(qRif), { qRif, hotTies: 'cold' }).rif);
        for (const [i, threshold] of thresholds.entries()) {
          assert.ok(threshold >= (thresholds[i - 1] ?? Math.min(...values)));
          assert.ok(threshold <= Math.max(...values) || threshold === Number.POSITIVE_INFINITY);
        }
      },
    ),
    { seed, numRuns: 200 },
  );
});

test('a copy is made in place where it fits, and is not changed by later values', () => {
  const history = historyOf([3, 1], 4);
  const copy = history.copyTo(new Uint32Array(0));
  history.add(2);
  assert.deepEqual([...copy.slice(0, 2)], [1, 3]);
  assert.equal(history.copyTo(copy), copy);
  assert.deepEqual([...copy.slice(0, 3)], [1, 2, 3]);
});

test('counts by value', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5), { maxLength: 40 }), values => {
      const sorted = values.toSorted((a, b) => a - b);
      const counts = countByRif(sorted, sorted.length);
      for (let value = 0; value <= 5; value++) {
        assert.equal(counts[value] ?? 0, values.filter(one => one === value).length);
      }
      assert.equal(Object.keys(counts).length, new Set(values).size);
    }),
    { seed, numRuns: 100 },
  );
});
