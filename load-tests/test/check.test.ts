import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aggregateOf, type Call, checkName, judge, sampleOf, verdictLine } from '../check.ts';
import type { Check } from '../scenario.ts';

const share: Check = { value: 'share', replica: 2, fromMs: 21_000, toMs: 40_000, max: 0.12 };
const errors: Check = { value: 'errorFraction', fromMs: 0, toMs: 60_000, max: 0 };
const p99: Check = { value: 'p99Ms', fromMs: 0, toMs: 1500, max: 100 };
const p50OfOne: Check = { value: 'p50Ms', replica: 1, fromMs: 0, toMs: 1000, min: 5 };
const dropped: Check = { value: 'dropped', fromMs: 0, toMs: 1000, max: 0 };

function call(change: Partial<Call> = {}): Call {
  return { atMs: 500, ok: true, replica: 2, latencyMs: 40, ...change };
}

describe('sampleOf', () => {
  const table: readonly [string, Check, Call, number | null][] = [
    ['a call by the replica', share, call({ atMs: 30_000 }), 1],
    ['a call by another', share, call({ atMs: 30_000, replica: 1 }), 0],
    [
      'a call by somebody without a number, who may be anybody',
      share,
      call({ atMs: 30_000, replica: null }),
      null,
    ],
    ['a failed call, which nobody served', share, call({ atMs: 30_000, ok: false }), null],
    ['the first instant of the window', share, call({ atMs: 21_000 }), 1],
    ['the instant before', share, call({ atMs: 20_999.9 }), null],
    ['the end of the window, which is outside', share, call({ atMs: 40_000 }), null],
    ['an error', errors, call({ ok: false }), 1],
    ['no error', errors, call(), 0],
    ['a latency', p99, call(), 40],
    ['the latency of a failed call', p99, call({ ok: false, replica: null }), 40],
    ['a latency of the replica', p50OfOne, call({ replica: 1 }), 40],
    ['a latency of another', p50OfOne, call(), null],
    ['drops, which are no calls', dropped, call(), null],
  ];
  for (const [what, check, given, sample] of table) {
    it(`${what}: ${sample}`, () => assert.equal(sampleOf(check, given), sample));
  }
});

describe('judge', () => {
  const table: readonly [Check, number | null, boolean][] = [
    [share, 0.12, true],
    [share, 0.1201, false],
    [share, null, false],
    [errors, 0, true],
    [errors, 0.0001, false],
    [p50OfOne, 5, true],
    [p50OfOne, 4.9, false],
    [dropped, 0, true],
    [dropped, 1, false],
  ];
  for (const [check, value, ok] of table) {
    it(`${checkName(check)} at ${value} ${ok ? 'holds' : 'fails'}`, () => {
      assert.deepEqual(judge(check, value), {
        name: checkName(check),
        value,
        limit: check.max ?? check.min,
        ok,
      });
    });
  }
});

describe('checkName', () => {
  it('says value, replica, side and window, in the alphabet of k6', () => {
    assert.equal(checkName(share), 'share_2_max_21s_40s');
    assert.equal(checkName(p99), 'p99Ms_max_0s_1500ms');
    assert.equal(checkName(p50OfOne), 'p50Ms_1_min_0s_1s');
    for (const check of [share, errors, p99, p50OfOne, dropped])
      assert.match(checkName(check), /^[a-zA-Z_][a-zA-Z0-9_]{0,127}$/);
  });
});

describe('aggregateOf and verdictLine', () => {
  it('knows means, quantiles and counts', () => {
    assert.deepEqual(aggregateOf('share'), { kind: 'mean' });
    assert.deepEqual(aggregateOf('p50Ms'), { kind: 'quantile', quantile: 0.5 });
    assert.deepEqual(aggregateOf('p99Ms'), { kind: 'quantile', quantile: 0.99 });
    assert.deepEqual(aggregateOf('dropped'), { kind: 'count' });
  });

  it('writes one line a verdict', () => {
    assert.equal(verdictLine(judge(share, 0.034_567)), 'pass  share_2_max_21s_40s: 0.03457 (limit 0.12)');
    assert.equal(verdictLine(judge(share, null)), 'FAIL  share_2_max_21s_40s: nothing measured (limit 0.12)');
  });
});
