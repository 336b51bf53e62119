// How long the rest takes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { progressText } from '../src/progress-text.ts';

test('the time left is told by the cost of what is left', () => {
  const told = (doneCost: number, elapsedMs: number) =>
    progressText({ done: 1, all: 4, doneCost, allCost: 400 }, 2, elapsedMs);
  assert.equal(told(0, 0), '1 of 4 runs, about 3 min 20 s left');
  assert.equal(told(100, 20_000), '1 of 4 runs, about 1 min 0 s left');
  assert.equal(told(400, 80_000), '1 of 4 runs, about 0 s left');
});
