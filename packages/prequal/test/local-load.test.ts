// A replica without a probe service is known by this policy's own counts and latencies, and by its trailers where it has some.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Policy } from '../src/policy.ts';
import { picked, readyPolicy } from './ready-policy.ts';

function view(policy: Policy, replica: string, nowMs: number) {
  const found = policy.snapshot(nowMs).replicas.find(one => one.replica === replica);
  assert.ok(found !== undefined);
  return found;
}

const entryOf = (policy: Policy, replica: string, nowMs: number) =>
  policy.snapshot(nowMs).pool.find(entry => entry.replica === replica);

/** Two replicas, a without probe service, b not eligible. */
function silentPolicy(): Policy {
  const policy = readyPolicy({ replicas: ['a', 'b'], rProbe: 1 });
  policy.setEligible('b', false, 0);
  policy.onWake(0);
  policy.onProbeFailure('a', 'unimplemented', 1);
  return policy;
}

test('the stand-in is unknown in latency until a query has ended', () => {
  const policy = silentPolicy();
  assert.deepEqual(view(policy, 'a', 1), {
    replica: 'a',
    eligible: true,
    penalty: 0,
    inFlight: 0,
    rif: 0,
    latencyMs: null,
    reportAgeMs: 0,
    source: 'local',
  });
  const { pickId, probe } = picked(policy, 2);
  assert.deepEqual(probe, [], 'nobody is asked');
  policy.onQueryEnd(pickId, { status: 'OK', latencyMs: 40 }, 42);
  assert.equal(view(policy, 'a', 42).latencyMs, 40);
  assert.equal(view(policy, 'a', 42).rif, 0);
});

test('the stand-in RIF is what this policy has in flight there', () => {
  const policy = silentPolicy();
  const picks = [picked(policy, 2), picked(policy, 3), picked(policy, 4)];
  // A query asks its targets after it was sent: the third stand-in saw all three.
  assert.deepEqual(
    { rif: entryOf(policy, 'a', 4)?.rif, source: entryOf(policy, 'a', 4)?.source },
    { rif: 3, source: 'local' },
  );
  for (const { pickId } of picks) policy.onQueryEnd(pickId, { status: 'OK', latencyMs: 10 }, 14);
  assert.equal(entryOf(policy, 'a', 14)?.rif, 0);
});

test('a failing query does not lower the local latency', () => {
  const policy = silentPolicy();
  policy.onQueryEnd(picked(policy, 2).pickId, { status: 'OK', latencyMs: 40 }, 42);
  policy.onQueryEnd(picked(policy, 43).pickId, { status: 'UNAVAILABLE', latencyMs: 1 }, 44);
  assert.equal(view(policy, 'a', 44).latencyMs, 40);
});

test('trailers tell more: they stand, and nothing stands in while they are fresh', () => {
  const policy = silentPolicy();
  const load = { rif: 12, latencyMs: 3 };
  policy.onQueryEnd(picked(policy, 2).pickId, { status: 'OK', latencyMs: 40, load }, 42);
  assert.equal(view(policy, 'a', 42).source, 'trailer');
  const { pickId } = picked(policy, 50);
  assert.equal(entryOf(policy, 'a', 50)?.source, 'trailer');
  policy.onQueryEnd(pickId, { status: 'OK', latencyMs: 5 }, 55);
  assert.deepEqual(
    { source: view(policy, 'a', 55).source, rif: view(policy, 'a', 55).rif },
    { source: 'trailer', rif: 13 },
  );
});

test('after 30 s it is asked again; an answer makes it one like the others', () => {
  const policy = silentPolicy();
  assert.deepEqual(picked(policy, 30_000).probe, []);
  assert.deepEqual(picked(policy, 30_001).probe, ['a']);
  policy.onProbeReply('a', { rif: 4, latencyMs: 8 }, 30_002);
  assert.equal(view(policy, 'a', 30_002).source, 'probe');
  assert.deepEqual(picked(policy, 30_003).probe, ['a']);
});

test('a malformed answer is one of a replica without a probe service, a lost one is not', () => {
  const policy = readyPolicy({ replicas: ['a', 'b'] });
  policy.onProbeReply('a', { rif: Number.NaN, latencyMs: 1 }, 1);
  assert.equal(view(policy, 'a', 1).source, 'local');
  policy.onProbeFailure('b', 'timeout', 1);
  assert.equal(view(policy, 'b', 1).source, null);
});

test('what was learnt of a replica goes with it', () => {
  const policy = silentPolicy();
  policy.onQueryEnd(picked(policy, 2).pickId, { status: 'OK', latencyMs: 40 }, 42);
  policy.setReplicas(['b'], 43);
  policy.setReplicas(['a', 'b'], 44);
  policy.setEligible('a', true, 44);
  policy.onProbeFailure('a', 'unimplemented', 45);
  assert.equal(view(policy, 'a', 45).latencyMs, null);
});

test('another estimator starts from nothing', () => {
  const policy = silentPolicy();
  policy.onQueryEnd(picked(policy, 2).pickId, { status: 'OK', latencyMs: 40 }, 42);
  policy.configure({ estimator: 'median' }, 43);
  policy.onProbeFailure('a', 'unimplemented', 44);
  assert.equal(view(policy, 'a', 44).latencyMs, null);
  policy.onQueryEnd(picked(policy, 45).pickId, { status: 'OK', latencyMs: 7 }, 52);
  assert.equal(view(policy, 'a', 52).latencyMs, 7);
});
