// Past failure: rounding made the net supply of Eq. 1 a hair above 0 where it is 0 (n 9, m 8, r_probe 2.25, r_remove 0.25), so
// that a small fleet was held for a large one. An empty fleet had a reuse budget of NaN.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultOptions } from '../../src/options.ts';
import { sizingFor } from '../../src/reuse-budget.ts';

test('the border between the regimes is exact for every rate in quarters', () => {
  for (let probeQuarters = 0; probeQuarters <= 16; probeQuarters++) {
    for (let removeQuarters = 0; removeQuarters <= 8; removeQuarters++) {
      for (let poolSize = 1; poolSize <= 24; poolSize++) {
        for (let n = 1; n <= 60; n++) {
          const options = {
            ...defaultOptions,
            poolSize,
            rProbe: probeQuarters / 4,
            rRemove: removeQuarters / 4,
          };
          // (1 - m/n) r_probe > r_remove, in integers.
          const defined = (n - poolSize) * probeQuarters > removeQuarters * n;
          const { regime } = sizingFor(n, options);
          if ((regime === 'eq1') !== defined)
            assert.fail(`${regime} at ${JSON.stringify({ n, ...options })}`);
        }
      }
    }
  }
});

test('an empty fleet has a finite budget', () => {
  assert.equal(sizingFor(0, defaultOptions).reuseBudget, 2);
  assert.equal(sizingFor(0, { ...defaultOptions, rProbe: 0 }).reuseBudget, defaultOptions.reuseMax);
});
