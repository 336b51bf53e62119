// How long the rest takes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { progressLine } from 'evidence';

test('the time left is the mean of the runs so far for each that is to come', () => {
  assert.equal(progressLine(0, 10, 5000), '0 of 10 runs');
  assert.equal(progressLine(4, 10, 6000), '4 of 10 runs, 9 s left');
  assert.equal(progressLine(10, 10, 6000), '10 of 10 runs, 0 s left');
});
