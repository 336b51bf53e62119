// When does the bucket run dry, and when is it full again?

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Allowance } from '../src/allowance.ts';

test('a burst, then the rate', () => {
  const allowance = new Allowance(3, 10, 0);
  assert.deepEqual(
    [1, 2, 3, 4].map(() => allowance.take(0)),
    [true, true, true, false],
  );
  assert.equal(allowance.take(99), false);
  assert.equal(allowance.take(100), true);
  assert.equal(allowance.take(100), false);
  assert.deepEqual(
    [1, 2, 3, 4].map(() => allowance.take(60_000)),
    [true, true, true, false],
  );
});
