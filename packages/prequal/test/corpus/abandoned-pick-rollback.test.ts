// Past failures: an abandoned pick was taken off the queries sent since a later report, so that another one was lost; and it left
// a latency that differed in its last digit, or by a half where the estimator had been changed in between.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { picked, readyPolicy } from '../ready-policy.ts';

test('a pick abandoned after a newer report does not hide a query sent since', () => {
  const policy = readyPolicy({ replicas: ['a'] });
  const early = picked(policy, 1);
  policy.onProbeReply('a', { rif: 5, latencyMs: 10 }, 2);
  picked(policy, 3);
  policy.onPickAbandoned(early.pickId, 4);
  assert.equal(policy.snapshot(4).replicas[0]?.rif, 6);
});

test('pick and abandon leave the latency as it was, to the last digit', () => {
  for (let rif = 0; rif < 40; rif++) {
    const policy = readyPolicy({ replicas: ['a', 'b'], reuseMax: 100, rProbe: 0 });
    policy.onProbeReply('a', { rif, latencyMs: 0.7 }, 1);
    policy.onProbeReply('b', { rif, latencyMs: 1e6 }, 1);
    const before = policy.snapshot(1).pool;
    const picks = Array.from({ length: 7 }, () => picked(policy, 1).pickId);
    for (const pickId of picks) policy.onPickAbandoned(pickId, 1);
    assert.deepEqual(
      policy.snapshot(1).pool.map(({ rif, latencyMs }) => ({ rif, latencyMs })),
      before.map(({ rif, latencyMs }) => ({ rif, latencyMs })),
    );
  }
});

test('a change of the estimator takes the scaling of the pool along', () => {
  const policy = readyPolicy({ replicas: ['a', 'b'], estimator: 'median', rProbe: 0 });
  policy.onProbeReply('a', { rif: 0, latencyMs: 10 }, 1);
  policy.onProbeReply('b', { rif: 0, latencyMs: 1000 }, 1);
  const latencyOfA = () => policy.snapshot(1).pool.find(entry => entry.replica === 'a')?.latencyMs;
  const { pickId } = picked(policy, 1);
  assert.equal(latencyOfA(), 10);
  policy.configure({ estimator: 'scaled' }, 1);
  assert.equal(latencyOfA(), 18);
  policy.onPickAbandoned(pickId, 1);
  assert.equal(latencyOfA(), 10);
});
