// Deterministic rounding is exact: after any run the whole number differs from the sum of the rates by less than 1.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FractionalRate } from '../src/fractional-rate.ts';
import { seed } from './seed.ts';

const takeAll = (rates: readonly number[]): number[] => {
  const rate = new FractionalRate();
  return rates.map(each => rate.take(each));
};

for (const [rate, expected] of [
  [0, [0, 0, 0, 0]],
  [1, [1, 1, 1, 1]],
  [3, [3, 3, 3, 3]],
  [0.5, [0, 1, 0, 1]],
  [0.25, [0, 0, 0, 1]],
  [1.5, [1, 2, 1, 2]],
  [2.75, [2, 3, 3, 3]],
] as const) {
  test(`a rate of ${rate} yields ${expected.join(', ')}`, () => {
    assert.deepEqual(takeAll([rate, rate, rate, rate]), expected);
  });
}

test('a tenth yields one in ten, without drift over a million', () => {
  const rate = new FractionalRate();
  let sum = 0;
  for (let i = 1; i <= 1_000_000; i++) {
    sum += rate.take(0.1);
    if (i % 10 === 0 && sum !== i / 10) assert.fail(`${sum} after ${i}`);
  }
});

// Any positive double below 100 and the awkward ones: halves, thirds, tenths.
const anyRate = fc.oneof(
  fc.double({ min: 0, max: 100, noNaN: true }),
  fc.constantFrom(0, 0.1, 0.2, 0.3, 1 / 3, 2 / 3, 0.5, Math.SQRT1_2, 1, Math.SQRT2, 2.828, 3),
);

test('invariant 6 at every step of any run, across changes of the rate', () => {
  fc.assert(
    fc.property(fc.array(anyRate, { maxLength: 500 }), rates => {
      const rate = new FractionalRate();
      let due = 0;
      let sum = 0;
      for (const each of rates) {
        const whole = rate.take(each);
        assert.ok(Number.isInteger(whole) && whole >= 0, String(whole));
        due += whole;
        sum += each;
        assert.ok(Math.abs(due - sum) < 1 + 1e-8, `${due} whole of ${sum}`);
      }
    }),
    { seed, numRuns: 200 },
  );
});

test('one rate gives its floor or its ceiling, never more', () => {
  fc.assert(
    fc.property(anyRate, fc.integer({ min: 1, max: 300 }), (each, count) => {
      const floor = Math.floor(each + 1e-9);
      for (const whole of takeAll(Array.from({ length: count }, () => each))) {
        assert.ok(whole === floor || whole === floor + 1, `${whole} of ${each}`);
      }
    }),
    { seed, numRuns: 200 },
  );
});
