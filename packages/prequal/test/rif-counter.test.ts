// RIF is starts less ends, whatever the interleaving; it never goes below zero.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RifCounter } from '../src/rif-counter.ts';
import { seed } from './seed.ts';

test('an arrival is counted in its own tag', () => {
  const counter = new RifCounter();
  assert.equal(counter.rif, 0);
  assert.equal(counter.arrive(), 1);
  assert.equal(counter.arrive(), 2);
  counter.end();
  assert.equal(counter.rif, 1);
  assert.equal(counter.arrive(), 2);
});

test('an end too many is a broken invariant, and changes nothing', () => {
  const counter = new RifCounter();
  assert.throws(() => counter.end(), /never arrived/);
  assert.equal(counter.rif, 0);
  counter.arrive();
  counter.end();
  assert.throws(() => counter.end());
  assert.equal(counter.rif, 0);
});

test('RIF is starts less ends for every interleaving', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 200 }), steps => {
      const counter = new RifCounter();
      let inFlight = 0;
      for (const arrives of steps) {
        if (arrives) {
          inFlight++;
          assert.equal(counter.arrive(), inFlight);
        } else if (inFlight > 0) {
          inFlight--;
          counter.end();
        } else assert.throws(() => counter.end());
        assert.equal(counter.rif, inFlight);
      }
      for (; inFlight > 0; inFlight--) counter.end();
      assert.equal(counter.rif, 0);
    }),
    { seed, numRuns: 200 },
  );
});
