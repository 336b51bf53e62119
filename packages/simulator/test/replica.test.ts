// What a replica reports: RIF and latency of the production objects, and how busy it is.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invalidReason } from 'prequal';
import { Replica } from '../src/replica.ts';

test('a report says what is in flight, and how much of the allocation is in use', () => {
  const replica = new Replica({ cores: 2, spareCores: 2, speed: 1, estimator: 'scaled', antagonist: null });
  assert.equal(replica.load(0).rif, 0);
  assert.equal(replica.load(0).latencyMs, null);
  // Three jobs that never end: three of four cores busy, which is one and a half times the allocation.
  for (const id of [0, 1, 2]) {
    replica.arrive();
    replica.queue.arrive(id, 1e9, 0);
  }
  for (let nowMs = 100; nowMs <= 60_000; nowMs += 100) {
    const tag = replica.arrive();
    replica.end(nowMs - 50, tag, nowMs % 200 === 0, nowMs);
    replica.load(nowMs);
  }
  const report = replica.load(60_000);
  assert.equal(report.rif, 3);
  assert.ok((report.latencyMs ?? 0) > 0);
  const near = (value: number | undefined, expected: number) =>
    assert.ok(Math.abs((value ?? 0) - expected) < 0.02 * expected, `${value}, expected ${expected}`);
  near(report.utilization, 1.5);
  near(report.qps, 10);
  near(report.eps, 5);
  assert.equal(invalidReason(report), null);
});
