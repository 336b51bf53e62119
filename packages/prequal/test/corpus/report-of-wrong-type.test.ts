// Past failure: a latency as text or as a big integer (what a proto loader makes of uint64) compares like a number, so that it
// passed for one; a utilization of null counted as 0. A report that is no object threw.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invalidReason, type LoadReport } from '../../src/load-report.ts';

const told = (report: unknown) => invalidReason(report as LoadReport);

test('numbers in other types are not believed', () => {
  assert.equal(told({ rif: 1, latencyMs: '12' }), 'latency');
  assert.equal(told({ rif: 1, latencyMs: 12n }), 'latency');
  assert.equal(told({ rif: 1, latencyMs: [12] }), 'latency');
  assert.equal(told({ rif: 1, latencyMs: true }), 'latency');
  assert.equal(told({ rif: '1', latencyMs: 12 }), 'rif');
  assert.equal(told({ rif: 1n, latencyMs: 12 }), 'rif');
  assert.equal(told({ rif: 1, latencyMs: 12, utilization: null }), 'utilization');
  assert.equal(told({ rif: 1, latencyMs: 12, qps: '3' }), 'utilization');
  assert.equal(told({ rif: 1, latencyMs: 12, eps: 3n }), 'utilization');
});

test('what is no report at all is not believed', () => {
  for (const nothing of [undefined, null, 7, 'rif', [], {}]) assert.equal(told(nothing), 'rif');
});
