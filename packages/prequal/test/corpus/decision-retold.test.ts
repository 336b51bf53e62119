// Past failures: asked twice, `explain` named two different runners-up where they were tied; the excluded replica could be the
// runner-up; and the status of an abandoned or ended pick was overwritten by a late second end.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { picked, readyPolicy, replicaIds } from '../ready-policy.ts';

test('a decision is told the same way every time', () => {
  const replicas = replicaIds(8);
  const policy = readyPolicy({ replicas });
  for (const id of replicas) policy.onProbeReply(id, { rif: 1, latencyMs: id === 'r3' ? 5 : 10 }, 1);
  const { pickId } = picked(policy, 2);
  const first = policy.explain(pickId);
  for (let i = 0; i < 50; i++) assert.deepEqual(policy.explain(pickId), first);
});

test('the excluded replica is no runner-up', () => {
  const policy = readyPolicy({ replicas: ['a', 'b', 'c'] });
  policy.onProbeReply('a', { rif: 0, latencyMs: 1 }, 1);
  policy.onProbeReply('b', { rif: 0, latencyMs: 2 }, 1);
  policy.onProbeReply('c', { rif: 0, latencyMs: 3 }, 1);
  const { pickId, replica } = picked(policy, 2, 'a');
  assert.equal(replica, 'b');
  assert.equal(policy.explain(pickId)?.runnerUp, 'c');
});

test('the first end of a query stands', () => {
  const policy = readyPolicy();
  const ended = picked(policy, 1).pickId;
  policy.onQueryEnd(ended, { status: 'OK', latencyMs: 7 }, 8);
  policy.onQueryEnd(ended, { status: 'CANCELLED', latencyMs: 9 }, 10);
  assert.equal(policy.explain(ended)?.status, 'OK');
  assert.equal(policy.explain(ended)?.durationMs, 7);
  const abandoned = picked(policy, 11).pickId;
  policy.onPickAbandoned(abandoned, 12);
  policy.onQueryEnd(abandoned, { status: 'OK', latencyMs: 9 }, 13);
  assert.equal(policy.explain(abandoned)?.status, null);
});
