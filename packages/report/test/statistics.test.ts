import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  binned,
  coverageOf,
  intervalOf,
  mean,
  median,
  nearestRank,
  relativeSpread,
} from '../src/statistics.ts';

describe('quantiles', () => {
  const table: readonly (readonly [readonly number[], number, number | null])[] = [
    [[], 0.5, null],
    [[7], 0.99, 7],
    [[3, 1, 2, 4], 0.5, 2],
    [[3, 1, 2, 4], 0.51, 3],
    [[3, 1, 2, 4], 0, 1],
    [[3, 1, 2, 4], 1, 4],
    [[10, 9], 0.5, 9],
  ];
  for (const [values, quantile, expected] of table) {
    it(`${quantile} of [${values}] is ${expected}`, () =>
      assert.equal(nearestRank(values, quantile), expected));
  }

  it('is not led astray by what a product is off by in binary', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
    assert.equal(nearestRank(hundred, 0.07), 7); // 0.07 * 100 is 7.000000000000001
  });

  it('takes the mean of two middle values as the median', () => {
    assert.equal(median([]), null);
    assert.equal(median([5, 1, 3]), 3);
    assert.equal(median([4, 1]), 2.5);
  });
});

describe('intervalOf', () => {
  it('has the median and the extremes of the rounds', () => {
    assert.deepEqual(intervalOf([4, 2, 9]), { mid: 4, min: 2, max: 9 });
  });

  it('is null where a round measured nothing', () => {
    assert.equal(intervalOf([4, null, 9]), null);
    assert.equal(intervalOf([]), null);
  });

  it('says how surely it holds the median: each round is a coin toss', () => {
    assert.equal(coverageOf(1), 0);
    assert.equal(coverageOf(2), 0.5);
    assert.equal(coverageOf(5), 0.9375);
  });
});

describe('binned', () => {
  it('puts values into their bins, and leaves out what lies outside', () => {
    const points = [
      { atMs: 0, value: 1 },
      { atMs: 999, value: 3 },
      { atMs: 1000, value: 8 },
      { atMs: 2600, value: 100 },
    ];
    assert.deepEqual(binned(points, 2500, 1000, mean), [
      { fromMs: 0, value: 2 },
      { fromMs: 1000, value: 8 },
      { fromMs: 2000, value: 100 },
    ]);
    assert.deepEqual(binned([], 1000, 1000, mean), [{ fromMs: 0, value: null }]);
  });
});

describe('relativeSpread', () => {
  it('is 0 where all are equal, 1 where one of two has all, null where nobody has any', () => {
    assert.equal(relativeSpread([3, 3]), 0);
    assert.equal(relativeSpread([0, 4]), 1);
    assert.equal(relativeSpread([0, 0]), null);
  });
});
