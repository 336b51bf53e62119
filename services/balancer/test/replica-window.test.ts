// The window's counts and quantiles, against what went in.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ReplicaWindow } from '../src/replicas/replica-window.ts';

/** Half a bucket: the growth of buckets is 1.1. */
const TOLERANCE = Math.sqrt(1.1) + 1e-9;

function close(actual: number | null, expected: number): void {
  assert.ok(
    actual !== null && actual / expected < TOLERANCE && expected / actual < TOLERANCE,
    `${actual} for ${expected}`,
  );
}

it('gives quantiles within half a bucket', () => {
  const window = new ReplicaWindow();
  for (let i = 1; i <= 100; i++) window.record(i, 5000);
  close(window.quantileMs(0.5, 5000), 50);
  close(window.quantileMs(0.99, 5000), 99);
  assert.equal(window.calls(5000), 100);
});

it('forgets what is ten seconds old, slot by slot', () => {
  const window = new ReplicaWindow();
  window.record(100, 0);
  window.record(5, 9500);
  assert.equal(window.calls(9999), 2);
  assert.equal(window.calls(10_000), 1);
  close(window.quantileMs(1, 10_000), 5);
  window.record(7, 10_001);
  assert.equal(window.calls(10_001), 2);
  assert.equal(window.calls(60_000), 0);
  assert.equal(window.quantileMs(0.5, 60_000), null);
});

it('takes every duration', () => {
  const window = new ReplicaWindow();
  for (const ms of [0, -1, 1e-9, 1e9, Number.POSITIVE_INFINITY]) window.record(ms, 1);
  assert.equal(window.calls(1), 5);
});
