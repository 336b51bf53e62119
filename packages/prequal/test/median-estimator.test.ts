// The paper's estimator as documented: the median of the 16 samples nearest in tag among the last 256, none too old.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEstimator } from '../src/create-estimator.ts';

test('nothing recorded is unknown, never 0', () => {
  assert.equal(createEstimator('median').estimate(0, 0), null);
});

test('the median of an odd number is the middle, of an even number the upper middle', () => {
  const estimator = createEstimator('median');
  estimator.record(30, 1, true, 0);
  assert.equal(estimator.estimate(0, 0), 30);
  estimator.record(10, 1, true, 0);
  assert.equal(estimator.estimate(0, 0), 30);
  estimator.record(20, 1, true, 0);
  assert.equal(estimator.estimate(0, 0), 20);
});

test('samples tagged with the RIF that a new query would meet come first', () => {
  const estimator = createEstimator('median');
  for (let i = 0; i < 16; i++) estimator.record(10, 1, true, 0);
  for (let i = 0; i < 16; i++) estimator.record(50, 5, true, 0);
  // An arriving query is counted in its tag: RIF 4 now means tag 5.
  assert.equal(estimator.estimate(0, 0), 10);
  assert.equal(estimator.estimate(4, 0), 50);
  assert.equal(estimator.estimate(1000, 0), 50);
  assert.equal(estimator.estimate(1, 0), 10);
  assert.equal(estimator.estimate(3, 0), 50);
});

test('among equally near samples the newest come first', () => {
  const estimator = createEstimator('median');
  for (let i = 0; i < 16; i++) estimator.record(10, 1, true, 0);
  for (let i = 0; i < 9; i++) estimator.record(20, 1, true, 1);
  // 9 of 20 ms and 7 of 10 ms.
  assert.equal(estimator.estimate(0, 1), 20);
  const between = createEstimator('median');
  for (let i = 0; i < 16; i++) between.record(10, 1, true, 0);
  for (let i = 0; i < 16; i++) between.record(30, 3, true, 1);
  assert.equal(between.estimate(1, 1), 30, 'tags 1 and 3 are equally near to 2');
});

test('16 outliers beyond the nearest 16 do not count', () => {
  const estimator = createEstimator('median');
  for (let i = 0; i < 16; i++) estimator.record(10 + i, 3, true, 0);
  for (let i = 0; i < 100; i++) estimator.record(9999, 9, true, 1);
  assert.equal(estimator.estimate(2, 1), 18);
});

test('seven of sixteen outliers do not move the median out of the others', () => {
  for (const outlier of [0, 1e6]) {
    const estimator = createEstimator('median');
    for (let i = 0; i < 9; i++) estimator.record(100 + i, 1, true, 0);
    for (let i = 0; i < 7; i++) estimator.record(outlier, 1, true, 0);
    const estimate = estimator.estimate(0, 0) ?? Number.NaN;
    assert.ok(estimate >= 100 && estimate <= 108, String(estimate));
  }
});

test('a sample counts for 5 s, to the boundary', () => {
  const estimator = createEstimator('median');
  estimator.record(10, 1, true, 0);
  estimator.record(90, 1, true, 3000);
  assert.equal(estimator.estimate(0, 5000), 90);
  estimator.record(90, 1, true, 3000);
  assert.equal(estimator.estimate(0, 5000.001), 90);
  assert.equal(estimator.estimate(0, 8000), 90);
  assert.equal(estimator.estimate(0, 8000.001), null);
});

test('the last 256 samples are kept', () => {
  const estimator = createEstimator('median');
  for (let i = 0; i < 16; i++) estimator.record(10, 1, true, 0);
  for (let i = 0; i < 240; i++) estimator.record(500, 100, true, 0);
  assert.equal(estimator.estimate(0, 0), 10);
  for (let i = 0; i < 7; i++) estimator.record(500, 100, true, 0);
  assert.equal(estimator.estimate(0, 0), 10, '9 of the near samples are left');
  estimator.record(500, 100, true, 0);
  assert.equal(estimator.estimate(0, 0), 500, '8 of the near samples are left');
});

test('failures are no samples', () => {
  const estimator = createEstimator('median');
  for (let i = 0; i < 20; i++) estimator.record(1, 1, false, 0);
  assert.equal(estimator.estimate(0, 0), null);
  estimator.record(100, 1, true, 0);
  for (let i = 0; i < 20; i++) estimator.record(1, 1, false, 0);
  assert.equal(estimator.estimate(0, 0), 100);
});
