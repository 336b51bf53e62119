import assert from 'node:assert/strict';
import { test } from 'node:test';
import { intervalText } from '../src/interval-text.ts';

test('an interval is its middle and its ends, its middle alone where they read the same', () => {
  const shown = (value: number) => `${value.toFixed(1)} ms`;
  assert.equal(intervalText({ mid: 5, min: 4, max: 9 }, shown), '5.0 ms (4.0 ms to 9.0 ms)');
  assert.equal(intervalText({ mid: 5, min: 4.99, max: 5.01 }, shown), '5.0 ms');
  assert.equal(intervalText(null, shown), '-');
});
