// Random rounding keeps the mean of b_reuse: as a function, and in the pool of a policy.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomRound } from '../src/reuse-budget.ts';
import { createRng } from '../src/rng.ts';
import { readyPolicy, replicaIds } from './ready-policy.ts';
import { binomialBound } from './tolerance.ts';

const N = 20_000;
const SEED = 20_240_416;

/** Asserts that `ups` of N budgets were rounded up as often as the fraction says. */
function assertShare(ups: number, n: number, fraction: number): void {
  const bound = binomialBound(n, fraction);
  assert.ok(
    Math.abs(ups - n * fraction) < bound,
    `${ups} of ${n}, expected ${n * fraction} within ${bound}; seed ${SEED}`,
  );
  // Always rounding up or down, or to the nearest, is told apart.
  assert.ok(bound < n * Math.min(fraction, 1 - fraction));
}

for (const value of [1.316, 1.399, 5.814, 11.765, 1.01]) {
  test(`${value} is rounded up with the probability of its fraction`, () => {
    const rng = createRng(SEED);
    const floor = Math.floor(value);
    let ups = 0;
    for (let i = 0; i < N; i++) {
      const rounded = randomRound(value, rng);
      assert.ok(rounded === floor || rounded === floor + 1);
      ups += rounded - floor;
    }
    assertShare(ups, N, value - floor);
  });
}

test('a whole number stays', () => {
  const rng = createRng(SEED);
  for (let i = 0; i < 1000; i++) assert.equal(randomRound(2, rng), 2);
});

test('the budgets of pool entries have the mean that Eq. 1 asks for', () => {
  const replicas = replicaIds(100);
  const policy = readyPolicy({ replicas, seed: SEED });
  const { reuseBudget } = policy.snapshot(0);
  assert.ok(reuseBudget !== null && Math.abs(reuseBudget - 2 / 1.52) < 1e-12);
  let ups = 0;
  const n = 8000;
  for (let i = 0; i < n; i++) {
    const nowMs = i * 100;
    policy.onProbeReply(replicas[i % 100] ?? '', { rif: 1, latencyMs: 10 }, nowMs);
    ups += (policy.snapshot(nowMs).pool.at(-1)?.usesLeft ?? Number.NaN) - 1;
  }
  assertShare(ups, n, reuseBudget - 1);
});
