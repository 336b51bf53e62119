// The bounds hold where the truth is known, and are tight enough to tell a mistake.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bernsteinBound, binomialBound, chiSquareBound, chiSquareUniform } from './tolerance.ts';

/** P(|X - n p| > bound) for X ~ Binomial(n, p), summed exactly. */
function tailBeyond(n: number, p: number, bound: number): number {
  let probability = (1 - p) ** n;
  let tail = 0;
  for (let x = 0; x <= n; x++) {
    if (Math.abs(x - n * p) > bound) tail += probability;
    probability *= ((n - x) / (x + 1)) * (p / (1 - p));
  }
  return tail;
}

test('a binomial count leaves its bound with less than the stated probability', () => {
  for (const n of [10, 100, 500]) {
    for (const p of [0.01, 0.1, 0.5]) {
      for (const error of [1e-2, 1e-4, 1e-6])
        assert.ok(tailBeyond(n, p, binomialBound(n, p, error)) <= error);
    }
  }
});

test('a binomial bound is no wider than seven standard deviations at large counts', () => {
  const bound = binomialBound(100_000, 0.3);
  assert.ok(bound < 7 * Math.sqrt(100_000 * 0.3 * 0.7), String(bound));
  assert.equal(bound, bernsteinBound(100_000 * 0.3 * 0.7, 1));
});

test('chi-square with two degrees is exponential: its tail is known', () => {
  for (const error of [1e-2, 1e-4, 1e-6]) assert.ok(Math.exp(-chiSquareBound(2, error) / 2) <= error);
});

test("Pearson's statistic by hand", () => {
  assert.equal(chiSquareUniform([10, 10, 10]), 0);
  assert.equal(chiSquareUniform([5, 15]), 5);
});
