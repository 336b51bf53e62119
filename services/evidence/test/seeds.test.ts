// Values over seeds, and how long the rest takes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { intervalOf, progressLine } from 'evidence';

test('the interval is the median with the smallest and the largest', () => {
  assert.deepEqual(intervalOf([3, 1, 10]), { median: 3, min: 1, max: 10 });
  assert.deepEqual(intervalOf([4, 1, 2, 3]), { median: 2.5, min: 1, max: 4 });
});

test('where a seed has no value there is no interval', () => {
  assert.equal(intervalOf([]), null);
  assert.equal(intervalOf([1, null, 2]), null);
});

test('the time left is the mean of the runs so far for each that is to come', () => {
  assert.equal(progressLine(0, 10, 5000), '0 of 10 runs');
  assert.equal(progressLine(4, 10, 6000), '4 of 10 runs, 9 s left');
  assert.equal(progressLine(10, 10, 6000), '10 of 10 runs, 0 s left');
});
