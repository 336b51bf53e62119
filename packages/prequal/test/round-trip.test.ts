// The mean round trip of probes: unknown at first, then a twentieth of the way to each new one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RoundTrip } from '../src/round-trip.ts';

test('unknown is infinite, the first one stands, each other one moves it by a twentieth of the way', () => {
  const roundTrip = new RoundTrip();
  assert.equal(roundTrip.ms, Number.POSITIVE_INFINITY);
  roundTrip.add(2);
  assert.equal(roundTrip.ms, 2);
  roundTrip.add(4);
  assert.equal(roundTrip.ms, 2.1);
});
