// The ring of deadlines is a queue, however often it wraps and grows.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Deadlines } from '../src/deadlines.ts';
import { replay, seed } from './seed.ts';

/** Positive numbers push so many, negative ones shift so many. */
const bursts = fc.array(fc.integer({ min: -1500, max: 1500 }), { maxLength: 12 });

test('equals an array under any bursts of pushes and shifts', () => {
  fc.assert(
    fc.property(bursts, steps => {
      const deadlines = new Deadlines();
      const model: number[] = [];
      let number = 0;
      for (const step of steps) {
        for (let i = 0; i < step; i++) {
          deadlines.push(number / 8, number % 7, number);
          model.push(number++);
        }
        for (let i = 0; i < -step && model.length > 0; i++) {
          assert.equal(deadlines.nextNumber, model[0], replay);
          assert.equal(deadlines.nextRow, (model[0] ?? 0) % 7, replay);
          deadlines.shift();
          model.shift();
        }
        const [first] = model;
        assert.equal(deadlines.nextAtMs, first === undefined ? Number.POSITIVE_INFINITY : first / 8, replay);
      }
    }),
    { seed, numRuns: 100 },
  );
});
