// Values over seeds: medians with their range, none where a seed has none, folds over the seconds of each run.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mean } from 'report';
import { Answers } from '../../src/figures/answers.ts';

const run = (series: string, ...p99s: readonly (number | null)[]) => ({
  series,
  rows: p99s.map((p99Ms, x) => ({ x, values: { p99Ms } })),
});
const answers = new Answers([run('a', 10, 1), run('a', 30, 3), run('a', 20, 8), run('b', 5, null)]);

test('series and places stand in the order of the runs', () => {
  assert.deepEqual(answers.series, ['a', 'b']);
  assert.deepEqual(answers.places, [0, 1]);
});

test('an interval is median, smallest and largest over the seeds', () => {
  assert.deepEqual(answers.interval('a', 0, 'p99Ms'), { mid: 20, min: 10, max: 30 });
  assert.equal(answers.at('b', 0, 'p99Ms'), 5);
});

test('what was not measured is null, never 0', () => {
  assert.equal(answers.at('b', 1, 'p99Ms'), null);
  assert.equal(answers.at('a', 0, 'failed'), null);
  assert.equal(answers.at('c', 0, 'p99Ms'), null);
  assert.equal(answers.at('a', 2, 'p99Ms'), null);
});

test('a fold is made of each run by itself, and of the places asked for', () => {
  // Means 5.5, 16.5 and 14.
  assert.equal(answers.over('a', 'p99Ms', [0, 2], mean), 14);
  assert.equal(answers.over('a', 'p99Ms', [1, 2], mean), 3);
  assert.equal(answers.over('a', 'p99Ms', [2, 9], mean), null);
  assert.equal(answers.over('c', 'p99Ms', [0, 2], mean), null);
});
