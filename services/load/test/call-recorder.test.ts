import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Check } from 'load-tests/scenario.ts';
import { CallRecorder, NOBODY } from '../src/call-recorder.ts';
import { reportOf, reportText } from '../src/report.ts';

const checks: readonly Check[] = [
  { value: 'share', replica: 2, fromMs: 0, toMs: 1000, max: 0.5 },
  { value: 'errorFraction', fromMs: 0, toMs: 1000, max: 0 },
  { value: 'p99Ms', fromMs: 0, toMs: 1000, max: 30 },
  { value: 'dropped', fromMs: 500, toMs: 1000, max: 0 },
  { value: 'p50Ms', fromMs: 1000, toMs: 2000, max: 30 },
];

function recorder(): CallRecorder {
  const recorder = new CallRecorder(checks, 100);
  recorder.end({ atMs: 50, status: 'OK', replica: 'backend-2', latencyMs: 10 });
  recorder.end({ atMs: 200, status: 'OK', replica: 'backend-1', latencyMs: 20 });
  recorder.end({ atMs: 300, status: 'OK', replica: 'backend-10', latencyMs: 20 });
  recorder.end({ atMs: 400, status: 'UNAVAILABLE', replica: null, latencyMs: 40 });
  recorder.drop(499);
  return recorder;
}

describe('CallRecorder', () => {
  it('leaves warm-up out of the totals, not out of the checks', () => {
    const { calls, errors, dropped, shares, errorsByStatus, replicas, p99Ms } = recorder().report();
    assert.deepEqual({ calls, errors, dropped }, { calls: 3, errors: 1, dropped: 1 });
    assert.deepEqual(shares, { 'backend-1': 0.5, 'backend-10': 0.5 });
    assert.deepEqual(errorsByStatus, { UNAVAILABLE: 1 });
    assert.deepEqual(replicas[NOBODY]?.errors, 1);
    // Node's histogram keeps three digits.
    assert.ok(p99Ms !== null && Math.abs(p99Ms - 40) < 0.04);
  });

  it('judges each check by the calls of its window', () => {
    const verdicts = recorder().verdicts(2000);
    assert.deepEqual(
      verdicts.map(({ name, ok }) => [name, ok]),
      [
        ['share_2_max_0s_1s', true],
        ['errorFraction_max_0s_1s', false],
        ['p99Ms_max_0s_1s', false],
        ['dropped_max_500ms_1s', true],
        ['p50Ms_max_1s_2s', false],
      ],
    );
    assert.equal(verdicts[0]?.value, 1 / 3);
    assert.equal(verdicts[1]?.value, 0.25);
    assert.equal(verdicts[4]?.value, null);
  });

  it('says nothing of a window that the run did not finish', () => {
    assert.ok(
      recorder()
        .verdicts(999)
        .every(({ value, ok }) => value === null && !ok),
    );
  });

  it('reports nothing measured as null', () => {
    const report = new CallRecorder().report();
    assert.deepEqual(
      { calls: report.calls, p50Ms: report.p50Ms, shares: report.shares },
      { calls: 0, p50Ms: null, shares: {} },
    );
  });
});

describe('the report', () => {
  it('has the shape that machines read, and fails with a check', () => {
    const report = reportOf('prequal', recorder().report(), recorder().verdicts(2000), 3);
    assert.deepEqual(Object.keys(report), ['schema', 'ok', 'checks', 'policies', 'seed']);
    assert.equal(report.ok, false);
    const run = report.policies.prequal;
    assert.ok(run !== undefined);
    for (const key of ['calls', 'errors', 'dropped', 'p50Ms', 'p90Ms', 'p99Ms', 'p999Ms', 'shares'])
      assert.ok(key in run, key);
  });

  it('is a table for people, replicas in the order of their numbers', () => {
    const text = reportText(reportOf('prequal', recorder().report(), recorder().verdicts(2000), 3));
    assert.deepEqual(
      text.split('\n').map(line => line.split(/ {2,}/)[0]),
      [
        'prequal',
        NOBODY,
        'backend-1',
        'backend-10',
        'all',
        'dropped: 1 calls that the generator could not start in time',
        'errors: UNAVAILABLE 1',
        'pass',
        'FAIL',
        'FAIL',
        'pass',
        'FAIL',
      ],
    );
  });
});
