import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timeText } from '../src/time-text.ts';

test('times are whole seconds, with minutes from one on', () => {
  assert.equal(timeText(0), '0 s');
  assert.equal(timeText(59_400), '59 s');
  assert.equal(timeText(59_500), '1 min 0 s');
  assert.equal(timeText(310_000), '5 min 10 s');
});
