// How fast counters rise, over the last two seconds.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type Counts, RateWindow } from '../src/inspector/rates.ts';

const at = (atMs: number, change: Partial<Counts> = {}): Counts => ({
  ...{ atMs, calls: 0, errors: 0, picks: 0, probes: 0, skipped: 0 },
  ...change,
});

it('knows no rate from one look', () => {
  const rates = new RateWindow().add(at(0));
  assert.deepEqual([...new Set(Object.values(rates))], [null]);
});

it('divides by the time and by the picks', () => {
  const window = new RateWindow();
  window.add(at(0));
  const rates = window.add(at(500, { calls: 20, errors: 5, picks: 10, probes: 30, skipped: 1 }));
  assert.deepEqual(rates, {
    callsPerSecond: 40,
    errorFraction: 0.25,
    probesPerSecond: 60,
    probesPerQuery: 3,
    skippedPerSecond: 2,
  });
});

it('forgets what is older than two seconds, and all when told', () => {
  const window = new RateWindow();
  window.add(at(0, { calls: 0 }));
  window.add(at(1000, { calls: 1000 }));
  assert.equal(window.add(at(3000, { calls: 1010 })).callsPerSecond, 5);
  window.clear();
  assert.equal(window.add(at(3100, { calls: 1020 })).callsPerSecond, null);
});

it('takes a counter that fell for one that did not rise, and no calls for no share', () => {
  const window = new RateWindow();
  window.add(at(0, { calls: 100 }));
  const { callsPerSecond, errorFraction, probesPerQuery } = window.add(at(1000, { calls: 40, probes: 3 }));
  assert.deepEqual([callsPerSecond, errorFraction, probesPerQuery], [0, null, null]);
});
