// The list of known failures must be true: an unlisted failure fails the run, and so does a listed check that holds.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atLeast, atMost, largest, ratio, smallest } from '../../src/figures/check.ts';
import { isFine, judgeChecks } from '../../src/figures/deviations.ts';

const claim = 'a claim';
const listed = [{ check: 'known_max', measured: 9, reason: 'the model has no such thing' }];

test('a limit is held up to the limit itself, and not by nothing', () => {
  assert.equal(atMost({ name: 'a', claim, value: 2, limit: 2 }).ok, true);
  assert.equal(atMost({ name: 'a', claim, value: 2.01, limit: 2 }).ok, false);
  assert.equal(atLeast({ name: 'a', claim, value: 2, limit: 2 }).ok, true);
  assert.equal(atLeast({ name: 'a', claim, value: 1.99, limit: 2 }).ok, false);
  assert.equal(atMost({ name: 'a', claim, value: null, limit: 2 }).ok, false);
  assert.equal(atLeast({ name: 'a', claim, value: null, limit: 2 }).ok, false);
});

test('each of the four cases has its standing', () => {
  const table = [
    ['unknown', 1, 'ok', true],
    ['unknown', 3, 'failed', false],
    ['known', 3, 'deviation', true],
    ['known', 1, 'held', false],
  ] as const;
  for (const [name, value, standing, fine] of table) {
    const [judged] = judgeChecks([atMost({ name, claim, value, limit: 2 })], listed);
    assert.ok(judged);
    assert.deepEqual([judged.standing, isFine(judged)], [standing, fine]);
    assert.equal(judged.reason, name === 'known' ? 'the model has no such thing' : null);
  }
});

test('ratios and extremes of what is missing are missing', () => {
  assert.equal(ratio(6, 3), 2);
  for (const [value, base] of [
    [null, 3],
    [6, null],
    [6, 0],
  ] as const)
    assert.equal(ratio(value, base), null);
  assert.deepEqual([largest([1, 3, 2]), smallest([3, 1, 2])], [3, 1]);
  assert.deepEqual(
    [largest([1, null]), smallest([null, 1]), largest([]), smallest([])],
    [null, null, null, null],
  );
});
