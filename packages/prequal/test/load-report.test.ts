// What is believed of a replica's report, and that what is not believed attracts nobody.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invalidReason, type LoadReport } from '../src/load-report.ts';
import { picked, readyPolicy } from './ready-policy.ts';

const MAX_RIF = 2 ** 32 - 1;
const DAY_MS = 86_400_000;

const believed: readonly LoadReport[] = [
  { rif: 0, latencyMs: 0 },
  { rif: 0, latencyMs: null },
  { rif: MAX_RIF, latencyMs: DAY_MS },
  { rif: 1, latencyMs: 0.001 },
  { rif: 1, latencyMs: 1, utilization: 0, qps: 0, eps: 0, draining: true, ref: 7 },
  { rif: 1, latencyMs: 1, utilization: 3.5, qps: 1e9 },
];

for (const report of believed) {
  test(`believed: ${JSON.stringify(report)}`, () => assert.equal(invalidReason(report), null));
}

const malformed: readonly [report: unknown, reason: string][] = [
  [{ rif: Number.NaN, latencyMs: 1 }, 'rif'],
  [{ rif: -1, latencyMs: 1 }, 'rif'],
  [{ rif: -0.5, latencyMs: 1 }, 'rif'],
  [{ rif: 1.5, latencyMs: 1 }, 'rif'],
  [{ rif: MAX_RIF + 1, latencyMs: 1 }, 'rif'],
  [{ rif: 2 ** 53, latencyMs: 1 }, 'rif'],
  [{ rif: 2 ** 53 + 2, latencyMs: 1 }, 'rif'],
  [{ rif: Number.POSITIVE_INFINITY, latencyMs: 1 }, 'rif'],
  [{ rif: Number.NEGATIVE_INFINITY, latencyMs: 1 }, 'rif'],
  [{ rif: null, latencyMs: 1 }, 'rif'],
  [{ latencyMs: 1 }, 'rif'],
  [{}, 'rif'],
  [{ rif: 1, latencyMs: Number.NaN }, 'latency'],
  [{ rif: 1, latencyMs: -1 }, 'latency'],
  [{ rif: 1, latencyMs: -Number.MIN_VALUE }, 'latency'],
  [{ rif: 1, latencyMs: DAY_MS + 1 }, 'latency'],
  [{ rif: 1, latencyMs: Number.POSITIVE_INFINITY }, 'latency'],
  [{ rif: 1, latencyMs: Number.NEGATIVE_INFINITY }, 'latency'],
  [{ rif: 1 }, 'latency'],
  [{ rif: 1, latencyMs: 1, utilization: Number.NaN }, 'utilization'],
  [{ rif: 1, latencyMs: 1, utilization: -0.1 }, 'utilization'],
  [{ rif: 1, latencyMs: 1, qps: Number.POSITIVE_INFINITY }, 'utilization'],
  [{ rif: 1, latencyMs: 1, eps: -1 }, 'utilization'],
];

const inWords = (report: unknown) =>
  JSON.stringify(report, (_, value) => (typeof value === 'number' ? String(value) : value));

for (const [report, reason] of malformed) {
  test(`not believed for its ${reason}: ${inWords(report)}`, () => {
    assert.equal(invalidReason(report as LoadReport), reason);
  });
}

for (const carrier of ['probe', 'trailer'] as const) {
  test(`what a ${carrier} brings malformed is counted and never attractive`, () => {
    for (const [report, reason] of malformed) {
      // So high a quantile that our own counts, which stand in for 'bad', do not bring the threshold below the others.
      const policy = readyPolicy({ replicas: ['bad', 'good', 'fair'], qRif: 0.84 });
      policy.onProbeReply('good', { rif: 9, latencyMs: 900 }, 1);
      policy.onProbeReply('fair', { rif: 9, latencyMs: 901 }, 1);
      if (carrier === 'probe') {
        policy.onProbeReply('bad', report as LoadReport, 2);
        // An answer that makes no sense is one of a replica without probe service: our own count of 0 stands in,
        // unknown in latency, for one trial query.
        assert.equal(picked(policy, 2).replica, 'bad');
      } else {
        // A query that found its way there comes back with nonsense.
        policy.setEligible('good', false, 2);
        policy.setEligible('fair', false, 2);
        const { pickId } = picked(policy, 2);
        policy.onQueryEnd(pickId, { status: 'OK', latencyMs: 1, load: report as LoadReport }, 2);
        policy.setEligible('good', true, 2);
        policy.setEligible('fair', true, 2);
        policy.onProbeReply('good', { rif: 9, latencyMs: 900 }, 2);
        policy.onProbeReply('fair', { rif: 9, latencyMs: 901 }, 2);
      }
      const { counts, pool } = policy.snapshot(2);
      const expected = { rif: 0, latency: 0, utilization: 0, [reason]: 1 };
      assert.deepEqual(counts.reportsInvalid, expected, inWords(report));
      assert.equal(
        pool.some(entry => entry.replica === 'bad' && entry.source !== 'local'),
        false,
      );
      // The two others serve twice each before the pool is too small to compare.
      for (let i = 0; i < 2; i++) {
        assert.notEqual(picked(policy, 3).replica, 'bad', inWords(report));
        assert.equal(policy.lastUse().rule, 'cold');
      }
    }
  });
}
