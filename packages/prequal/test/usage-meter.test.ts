// Rates and utilization as averages of the last seconds.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageMeter } from '../src/usage-meter.ts';

const near = (actual: number | undefined, expected: number, tolerance: number) =>
  assert.ok(actual !== undefined && Math.abs(actual - expected) <= tolerance, `${actual}, not ${expected}`);

/** Ends every 10 ms, every fifth failed, 0.3 of the capacity in use, for `ms`. */
function steady(ms: number, readEveryMs: number): UsageMeter {
  const meter = new UsageMeter(0);
  meter.onBusy(1000, 0);
  for (let nowMs = 10; nowMs <= ms; nowMs += 10) {
    meter.onEnd(nowMs % 50 === 0, nowMs);
    if (nowMs % readEveryMs === 0) meter.onBusy(1000 + 0.3 * nowMs, nowMs);
  }
  return meter;
}

test('a steady load is read as it is, from the first second on and however rarely it is read', () => {
  for (const ms of [1000, 10_000, 60_000]) {
    for (const readEveryMs of [10, 500, 1000]) {
      const { qps, eps, utilization } = steady(ms, readEveryMs).read(ms);
      // An end every 10 ms is uncertain by half a step of what is looked back on.
      near(qps, 100, 0.7);
      near(eps, 20, 0.7);
      near(utilization, 0.3, 1e-9);
    }
  }
});

test('what was counts less the longer ago it was: a third of it after five seconds', () => {
  const meter = steady(60_000, 1000);
  meter.onBusy(1000 + 0.3 * 60_000, 65_000);
  const { qps, utilization } = meter.read(65_000);
  near(qps, 100 / Math.E, 0.5);
  near(utilization, 0.3 / Math.E, 1e-5);
});

test('nothing is known of what nobody told, and a load at the very start is none', () => {
  const meter = new UsageMeter(5);
  meter.onEnd(true, 5);
  assert.deepEqual(meter.read(5), { qps: 0, eps: 0 });
});
