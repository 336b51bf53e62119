// The default estimator by numbers computed by hand: estimate = mean latency x (rif + 1.25) / (mean tag + 0.25).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEstimator } from '../src/create-estimator.ts';
import { latencyFactor } from '../src/estimators/scaled.ts';

function near(actual: number | null, expected: number): void {
  assert.ok(actual !== null && Math.abs(actual - expected) <= expected * 1e-12, `${actual}, not ${expected}`);
}

test('nothing recorded is unknown, never 0', () => {
  assert.equal(createEstimator('scaled').estimate(0, 0), null);
  assert.equal(createEstimator('scaled').estimate(1000, 1e9), null);
});

test('one sample is rescaled from the RIF that it met to the RIF now', () => {
  const estimator = createEstimator('scaled');
  estimator.record(10, 1, true, 0);
  near(estimator.estimate(0, 0), 10);
  near(estimator.estimate(1, 0), 18);
  near(estimator.estimate(3, 0), 34);
  const busy = createEstimator('scaled');
  busy.record(90, 8, true, 0);
  near(busy.estimate(1.5, 0), 30);
  near(busy.estimate(7, 0), 90);
});

test('older samples weigh 0.95 after each completion while the replica is in use', () => {
  const estimator = createEstimator('scaled');
  estimator.record(10, 1, true, 0);
  estimator.record(40, 3, true, 100);
  // (0.95 x 10 + 40) / (0.95 x (1 + 0.25) + (3 + 0.25)) x 1.25
  near(estimator.estimate(0, 100), (49.5 / 4.4375) * 1.25);
  estimator.record(7, 2, true, 101);
  // 0.95^2 x 10 + 0.95 x 40 + 7 = 54.025; 0.95^2 x 1.25 + 0.95 x 3.25 + 2.25 = 6.465625
  near(estimator.estimate(0, 101), (54.025 / 6.465625) * 1.25);
});

test('after a longer gap older samples weigh exp(-(gap - 0.1 s) / 1 s)', () => {
  const old = Math.exp(-0.9);
  const estimator = createEstimator('scaled');
  estimator.record(10, 1, true, 500);
  estimator.record(40, 3, true, 1500);
  near(estimator.estimate(0, 1500), ((old * 10 + 40) / (old * 1.25 + 3.25)) * 1.25);
});

test('the two kinds of forgetting meet at a gap of 151.3 ms', () => {
  const weightAfter = (dtMs: number): number => {
    const estimator = createEstimator('scaled');
    estimator.record(100, 1, true, 0);
    estimator.record(0, 1, true, dtMs);
    // With equal tags the estimate at RIF 0 is the mean: 100 w / (w + 1).
    const mean = estimator.estimate(0, dtMs) ?? Number.NaN;
    return mean / (100 - mean);
  };
  near(weightAfter(151), 0.95);
  near(weightAfter(152), Math.exp(-0.052));
  near(weightAfter(2000), Math.exp(-1.9));
});

test('after 5 s without a completion the estimate is unknown, to the boundary', () => {
  const estimator = createEstimator('scaled');
  estimator.record(10, 1, true, 1000);
  near(estimator.estimate(0, 6000), 10);
  assert.equal(estimator.estimate(0, 6000.001), null);
});

test('what was before a silence of 5 s does not come back', () => {
  const estimator = createEstimator('scaled');
  for (let i = 0; i < 50; i++) estimator.record(1000, 1, true, 0);
  estimator.record(20, 1, true, 5001);
  near(estimator.estimate(0, 5001), 20);
});

test('the age limit can be set', () => {
  const estimator = createEstimator('scaled', { sampleMaxAgeMs: 100 });
  estimator.record(10, 1, true, 0);
  near(estimator.estimate(0, 100), 10);
  assert.equal(estimator.estimate(0, 101), null);
});

test('a fast failure is ignored, a slow one counts', () => {
  const estimator = createEstimator('scaled');
  estimator.record(100, 1, true, 0);
  estimator.record(1, 1, false, 0);
  estimator.record(99, 1, false, 0);
  near(estimator.estimate(0, 0), 100);
  estimator.record(5000, 1, false, 0);
  near(estimator.estimate(0, 0), (0.95 * 100 + 5000) / 1.95);
});

test('failures alone leave the estimate unknown', () => {
  const estimator = createEstimator('scaled');
  for (let i = 0; i < 20; i++) estimator.record(1, 1, false, i);
  assert.equal(estimator.estimate(0, 20), null);
});

test('an ignored failure does not keep an old estimate alive', () => {
  const estimator = createEstimator('scaled');
  estimator.record(100, 1, true, 0);
  estimator.record(1, 1, false, 4000);
  assert.equal(estimator.estimate(0, 5001), null);
});

test('sending a query scales a latency as one more in flight does', () => {
  const estimator = createEstimator('scaled');
  estimator.record(33, 4, true, 0);
  for (let rif = 0; rif < 50; rif++) {
    near(
      estimator.estimate(rif + 1, 0),
      (estimator.estimate(rif, 0) ?? Number.NaN) * latencyFactor(rif, rif + 1),
    );
  }
  assert.equal(latencyFactor(0, 1), 1.8);
  assert.equal(latencyFactor(3, 4), 21 / 17);
});

test('reading changes nothing', () => {
  const read = createEstimator('scaled');
  const unread = createEstimator('scaled');
  for (let i = 0; i < 30; i++) {
    for (const estimator of [read, unread]) estimator.record(i * 3, 1 + (i % 4), i % 5 > 0, i * 40);
    read.estimate(i, i * 40 + 20);
    read.estimate(0, i * 40 + 1e6);
  }
  assert.equal(read.estimate(2, 1200), unread.estimate(2, 1200));
});
