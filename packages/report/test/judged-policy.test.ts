import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgedOf } from '../src/judged-policy.ts';

test('Prequal is judged, or else the first', () => {
  assert.equal(judgedOf(['random', 'prequal']), 'prequal');
  assert.equal(judgedOf(['random', 'c3']), 'random');
  assert.equal(judgedOf([]), '');
});
