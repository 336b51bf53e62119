// The work of queries has the shape that the paper's testbed shows below saturation: p90/p50 2.28, p99/p50 3.33, P(0) 0.159.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRng } from 'prequal';
import { clippedNormal } from 'simulator';
import { replay, seed } from './seed.ts';

const N = 200_000;
const MEAN_MS = 50;
/** A right sampler misses a bound of five standard deviations once in about two million runs. */
const SIGMAS = 5;
/** Standard normal: quantile and density there. */
const NORMAL = {
  p50: { z: 0, density: 0.3989 },
  p90: { z: 1.2816, density: 0.1755 },
  p99: { z: 2.3263, density: 0.02665 },
};

const rng = createRng(seed);
const sample = Float64Array.from({ length: N }, () => clippedNormal(MEAN_MS, rng)).sort();
const quantile = (q: number): number => sample[Math.ceil(q * N) - 1] ?? Number.NaN;

/** Relative standard deviation of a sample quantile of N(mu, mu): sqrt(q(1-q)/N) / density, over its value (in mu). */
function relativeDeviation(q: number, at: { z: number; density: number }): number {
  return Math.sqrt((q * (1 - q)) / N) / at.density / (1 + at.z);
}

for (const [name, q, expected] of [
  ['p90', 0.9, 1 + NORMAL.p90.z],
  ['p99', 0.99, 1 + NORMAL.p99.z],
] as const) {
  test(`${name}/p50 is ${expected.toFixed(2)}`, () => {
    const ratio = quantile(q) / quantile(0.5);
    // Deviations of two quantiles add up at most.
    const bound =
      SIGMAS * expected * (relativeDeviation(q, NORMAL[name]) + relativeDeviation(0.5, NORMAL.p50));
    assert.ok(
      Math.abs(ratio - expected) < bound,
      `${ratio}, expected ${expected} within ${bound}; ${replay}`,
    );
  });
}

test('a query has no work with probability 0.159', () => {
  const expected = 0.158655;
  const share = sample.findIndex(workMs => workMs > 0) / N;
  const bound = SIGMAS * Math.sqrt((expected * (1 - expected)) / N);
  assert.ok(Math.abs(share - expected) < bound, `${share}; ${replay}`);
});

test('the mean is 1.083 times mu', () => {
  // E max(0, mu(1+Z)) = mu (Phi(1) + phi(1)); its variance is below mu^2.
  const expected = MEAN_MS * (0.841345 + 0.241971);
  const mean = sample.reduce((sum, workMs) => sum + workMs, 0) / N;
  const bound = (SIGMAS * MEAN_MS) / Math.sqrt(N);
  assert.ok(Math.abs(mean - expected) < bound, `${mean}; ${replay}`);
});

test('no work is asked for none, and the stream replays', () => {
  assert.equal(clippedNormal(0, createRng(1)), 0);
  const draw = () => {
    const stream = createRng(7).child('work');
    return Array.from({ length: 5 }, () => clippedNormal(50, stream));
  };
  assert.deepEqual(draw(), draw());
});
