// The probe rate halves when more than one probe in ten times out or the loop stalls, and recovers over 5 s.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ProbeThrottle } from '../src/probe-throttle.ts';
import { seed } from './seed.ts';

/** Outcomes at `nowMs`, timeouts last. */
function feed(throttle: ProbeThrottle, nowMs: number, replies: number, timeouts: number): void {
  for (let i = 0; i < replies; i++) throttle.onOutcome(false, nowMs);
  for (let i = 0; i < timeouts; i++) throttle.onOutcome(true, nowMs);
}

test('is whole to begin with, at any time', () => {
  for (const nowMs of [0, 1, 1e9]) assert.equal(new ProbeThrottle().factor(nowMs), 1);
});

test('one timeout in ten is borne, more are not', () => {
  const borne = new ProbeThrottle();
  feed(borne, 0, 9, 1);
  feed(borne, 1, 9, 1);
  assert.equal(borne.factor(1), 1);
  const notBorne = new ProbeThrottle();
  feed(notBorne, 0, 8, 2);
  assert.equal(notBorne.factor(0), 0.5);
});

test('fewer than ten outcomes say nothing', () => {
  const throttle = new ProbeThrottle();
  feed(throttle, 0, 0, 9);
  assert.equal(throttle.factor(0), 1);
  feed(throttle, 0, 0, 1);
  assert.equal(throttle.factor(0), 0.5);
});

test('timeouts of the second before do not count', () => {
  const throttle = new ProbeThrottle();
  feed(throttle, 0, 0, 9);
  feed(throttle, 1001, 0, 9);
  assert.equal(throttle.factor(1001), 1);
  const within = new ProbeThrottle();
  feed(within, 0, 0, 9);
  feed(within, 1000, 0, 1);
  assert.equal(within.factor(1000), 0.5);
});

test('each ten in trouble halve once, down to a sixteenth', () => {
  const throttle = new ProbeThrottle();
  for (const factor of [1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 16, 1 / 16]) {
    feed(throttle, 7, 0, 10);
    assert.equal(throttle.factor(7), factor);
  }
});

test('recovers in a straight line over 5 s', () => {
  const throttle = new ProbeThrottle();
  feed(throttle, 1000, 0, 10);
  assert.equal(throttle.factor(1000), 0.5);
  assert.equal(throttle.factor(2000), 0.6);
  assert.equal(throttle.factor(3500), 0.75);
  assert.equal(throttle.factor(6000), 1);
  assert.equal(throttle.factor(1e9), 1);
});

test('trouble on the way up halves what had recovered', () => {
  const throttle = new ProbeThrottle();
  feed(throttle, 0, 0, 10);
  feed(throttle, 2500, 0, 10);
  assert.equal(throttle.factor(2500), 0.375);
  assert.equal(throttle.factor(5000), 0.6875);
  assert.equal(throttle.factor(7500), 1);
});

test('a stall counts from over half the probe timeout', () => {
  const throttle = new ProbeThrottle();
  throttle.onStall(50, 100, 0);
  assert.equal(throttle.factor(0), 1);
  throttle.onStall(50.1, 100, 0);
  assert.equal(throttle.factor(0), 0.5);
});

test('the factor stays within a sixteenth and 1 and only trouble lowers it', () => {
  const step = fc.record({
    afterMs: fc.nat(800),
    event: fc.constantFrom('reply', 'timeout', 'stall', 'nothing'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), steps => {
      const throttle = new ProbeThrottle();
      let nowMs = 0;
      for (const { afterMs, event } of steps) {
        nowMs += afterMs;
        const before = throttle.factor(nowMs);
        if (event === 'stall') throttle.onStall(60, 100, nowMs);
        else if (event !== 'nothing') throttle.onOutcome(event === 'timeout', nowMs);
        const after = throttle.factor(nowMs);
        assert.ok(after >= 1 / 16 && after <= 1, String(after));
        if (event === 'reply' || event === 'nothing') assert.ok(after <= before && after >= before / 2);
        if (event === 'nothing') assert.equal(after, before);
        if (event === 'stall') assert.equal(after, Math.max(1 / 16, before / 2));
      }
    }),
    { seed, numRuns: 100 },
  );
});
