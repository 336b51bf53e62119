import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { measures } from '../../src/compare/measure.ts';
import { judgePair } from '../../src/compare/verdict.ts';

function measure(key: string) {
  const found = measures.find(each => each.key === key);
  assert.ok(found !== undefined);
  return found;
}

function judge(key: string, values: readonly (number | null)[], otherValues: readonly (number | null)[]) {
  return judgePair(measure(key), { policy: 'prequal', other: 'least_loaded', values, otherValues });
}

describe('judgePair', () => {
  const table: readonly (readonly [string, readonly number[], readonly number[], string])[] = [
    [
      'p50Ms',
      [110, 111, 112],
      [100, 100, 100],
      'prequal loses to least_loaded in p50: 111 ms against 100 ms (11 % more), in 3 of 3 rounds.',
    ],
    [
      'p99Ms',
      [50, 60, 70],
      [100, 100, 100],
      'prequal beats least_loaded in p99: 60 ms against 100 ms (40 % less), in 3 of 3 rounds.',
    ],
    [
      'p90Ms',
      [102, 103, 101],
      [100, 100, 100],
      'prequal and least_loaded do not differ in p90: 102 ms against 100 ms (2 % more).',
    ],
    [
      'p999Ms',
      [120, 130, 90],
      [100, 100, 100],
      'prequal against least_loaded in p99.9 is undecided: 120 ms against 100 ms (20 % more), less in 1 and more in 2 of 3 rounds.',
    ],
    [
      'errorFraction',
      [0.01, 0.02, 0.03],
      [0, 0, 0],
      'prequal loses to least_loaded in failed calls: 2.00 % against 0.00 % (2.00 percentage points more), in 3 of 3 rounds.',
    ],
    [
      'errorFraction',
      [0.0005, 0.0005, 0.0005],
      [0, 0, 0],
      'prequal and least_loaded do not differ in failed calls: 0.05 % against 0.00 % (0.05 percentage points more).',
    ],
    [
      'errorFraction',
      [0, 0, 0],
      [0, 0, 0],
      'prequal and least_loaded do not differ in failed calls: none under either.',
    ],
  ];
  for (const [key, values, others, text] of table) {
    it(text, () => assert.equal(judge(key, values, others)?.text, text));
  }

  it('compares runs of the same round: a machine that slows down in both hides nothing', () => {
    assert.equal(judge('p99Ms', [90, 180, 360], [100, 200, 400])?.outcome, 'wins');
  });

  it('says none only where there were none', () => {
    const text = judge('errorFraction', [0, 0, 0], [0, 0, 0.01])?.text;
    assert.match(text ?? '', /do not differ in failed calls: 0.00 % against 0.00 % \(no difference\)/);
  });

  it('makes no claim where a round measured nothing', () => {
    assert.equal(judge('p99Ms', [90, null], [100, 200]), null);
  });

  it('counts the least difference as one', () => {
    assert.equal(judge('p99Ms', [105, 105], [100, 100])?.outcome, 'loses');
    assert.equal(judge('p99Ms', [104.9, 104.9], [100, 100])?.outcome, 'even');
  });
});
