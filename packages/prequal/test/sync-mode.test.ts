// Synchronous mode: who is asked and waited for, what the answers decide, and what happens when they do not come.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policyKnobs } from '../src/options.ts';
import type { Policy, ProbeFirst } from '../src/policy.ts';
import { createRng } from '../src/rng.ts';
import { picked, type ReadyOptions, readyPolicy, replicaIds } from './ready-policy.ts';
import { seed } from './seed.ts';

const syncPolicy = (options: ReadyOptions = {}) =>
  readyPolicy({ replicas: replicaIds(10), mode: 'sync', ...options });

function asks(policy: Policy, nowMs: number, exclude?: string): ProbeFirst {
  const pick = policy.pick(nowMs, exclude);
  assert.ok(pick.kind === 'probe_first', pick.kind);
  return pick;
}

const counts = (policy: Policy) => policy.snapshot(0).counts.syncPicks;

test('a query asks SYNC_PROBES distinct replicas and waits for one fewer, SYNC_WAIT_MS at most', () => {
  const policy = syncPolicy({ syncProbes: 4, syncWaitMs: 7 });
  for (let i = 0; i < 50; i++) {
    const { probe, waitFor, timeoutMs } = asks(policy, i);
    assert.equal(new Set(probe).size, 4);
    assert.deepEqual({ waitFor, timeoutMs }, { waitFor: 3, timeoutMs: 7 });
    for (const id of probe) policy.onProbeReply(id, { rif: 0, latencyMs: 1 }, i);
  }
});

test('two answers are the least that is waited for, and no more than can be asked are', () => {
  for (const [replicas, probes, waitFor] of [
    [10, 2, 2],
    [10, 3, 2],
    [2, 3, 2],
    [3, 5, 2],
  ] as const) {
    const pick = asks(syncPolicy({ replicas: replicaIds(replicas), syncProbes: probes }), 0);
    assert.equal(pick.probe.length, Math.min(replicas, probes));
    assert.equal(pick.waitFor, waitFor);
  }
});

test('the choice is the hot-cold rule over the answers, whatever stands in the pool', () => {
  const rng = createRng(seed);
  const policy = syncPolicy({ qRif: 0.8, syncProbes: 5, rRemove: 0, poolSize: 4 });
  for (let i = 0; i < 300; i++) {
    const nowMs = i * 3;
    const { pickId, probe } = asks(policy, nowMs);
    const answers = probe
      .slice(0, 2 + rng.int(3))
      .map(id => ({ id, rif: rng.int(8), latencyMs: 1 + rng.int(1000) / 7 }));
    for (const { id, rif, latencyMs } of answers) policy.onProbeReply(id, { rif, latencyMs }, nowMs + 1);
    const { threshold } = policy.snapshot(nowMs + 2);
    const resolved = policy.resolve(pickId, nowMs + 2);
    assert.ok(resolved.kind === 'picked' && threshold !== null);
    const cold = answers.filter(({ rif }) => rif <= threshold);
    const best = cold.length > 0 ? cold : answers;
    const value = ({ rif, latencyMs }: (typeof answers)[number]) =>
      cold.length > 0 ? latencyMs : rif * 1e6 + latencyMs;
    const chosen = answers.find(({ id }) => id === resolved.replica);
    assert.ok(chosen !== undefined, `replay: SEED=${seed}`);
    assert.equal(value(chosen), Math.min(...best.map(value)), `replay: SEED=${seed}`);
    assert.equal(policy.lastUse().rule, cold.length > 0 ? 'cold' : 'hot');
    assert.deepEqual([...policy.lastCandidates()].sort(), answers.map(({ id }) => id).sort());
    policy.onQueryEnd(pickId, { status: 'OK', latencyMs: 1 }, nowMs + 2);
  }
  assert.deepEqual(counts(policy), { answers: 300, pool: 0, random: 0 });
});

test('the decision says what was asked, what answered, and compares the answers', () => {
  const policy = syncPolicy();
  const { pickId, probe } = asks(policy, 10);
  const [a = '', b = ''] = probe;
  assert.equal(policy.explain(pickId), null, 'not decided yet');
  policy.onProbeReply(a, { rif: 1, latencyMs: 20 }, 11);
  policy.onProbeReply(b, { rif: 1, latencyMs: 10 }, 12);
  assert.deepEqual(policy.resolve(pickId, 13), { kind: 'picked', pickId, replica: b, probe: [] });
  const decision = policy.explain(pickId);
  assert.deepEqual(
    [decision?.mode, decision?.probed, decision?.answers, decision?.atMs, decision?.runnerUp],
    ['sync', probe, 2, 13, a],
  );
  assert.match(decision?.reason ?? '', /; asked first, 2 answered in time$/);
});

test('a query sent since an answer counts in it', () => {
  const policy = syncPolicy({ replicas: ['a', 'b'], syncProbes: 2 });
  const first = asks(policy, 0);
  const second = asks(policy, 0);
  for (const id of ['a', 'b']) policy.onProbeReply(id, { rif: 0, latencyMs: 10 }, 1);
  const replicas = [first, second].map(({ pickId }) => policy.resolve(pickId, 2));
  const ids = replicas.map(pick => (pick.kind === 'picked' ? pick.replica : ''));
  assert.deepEqual(ids.sort(), ['a', 'b'], 'the second one sees the first');
});

test('too few answers: the pool, and without one a random replica; both are counted', () => {
  const policy = syncPolicy({ probeIdleMs: 0 });
  const lost = asks(policy, 0);
  policy.onProbeReply(lost.probe[0] ?? '', { rif: 0, latencyMs: 10 }, 1);
  assert.equal(policy.resolve(lost.pickId, 5).kind, 'picked');
  assert.equal(policy.lastUse().rule, 'fallback');
  assert.deepEqual(counts(policy), { answers: 0, pool: 0, random: 1 });
  policy.onProbeReply(lost.probe[0] ?? '', { rif: 0, latencyMs: 10 }, 6);
  policy.onProbeReply(lost.probe[1] ?? '', { rif: 0, latencyMs: 5 }, 6);
  const late = asks(policy, 7);
  assert.deepEqual(policy.resolve(late.pickId, 12), {
    kind: 'picked',
    pickId: late.pickId,
    replica: lost.probe[1],
    probe: [],
  });
  assert.deepEqual([policy.lastUse().rule, policy.explain(late.pickId)?.answers], ['cold', 0]);
  assert.deepEqual(counts(policy), { answers: 0, pool: 1, random: 1 });
});

test('with one to ask nobody waits: one answer would be too few', () => {
  const policy = syncPolicy({ replicas: ['a', 'b', 'c'], probeMaxInFlight: 1 });
  const pick = policy.pick(0);
  assert.ok(pick.kind === 'picked' && pick.probe.length === 1, pick.kind);
  assert.deepEqual(counts(policy), { answers: 0, pool: 0, random: 1 });
});

test('a silent replica whose trailers are fresh has not answered', () => {
  const policy = syncPolicy({ replicas: ['a', 'b', 'c'] });
  for (const id of ['a', 'b', 'c']) policy.onProbeReply(id, { rif: 0, latencyMs: 1 }, 0);
  policy.setEligible('b', false, 0);
  policy.setEligible('c', false, 0);
  policy.onQueryEnd(
    picked(policy, 0).pickId,
    { status: 'OK', latencyMs: 1, load: { rif: 0, latencyMs: 1 } },
    0,
  );
  policy.setEligible('b', true, 0);
  policy.setEligible('c', true, 0);
  policy.onProbeFailure('a', 'unimplemented', 0);
  const { probe, waitFor, pickId } = asks(policy, 1);
  assert.deepEqual([[...probe].sort(), waitFor], [['b', 'c'], 2], 'both others are waited for');
  policy.resolve(pickId, 2);
  assert.deepEqual(policy.explain(pickId)?.probed, probe, 'only those that were sent a probe');
});

test('only answers that came after the query was there count', () => {
  const policy = syncPolicy();
  for (const id of replicaIds(10)) policy.onProbeReply(id, { rif: 0, latencyMs: 1 }, 0);
  const { pickId } = asks(policy, 1);
  policy.resolve(pickId, 6);
  assert.equal(policy.explain(pickId)?.answers, 0);
});

test('silent replicas answer at once, from local counts: with nobody to wait for the pick is made', () => {
  const policy = syncPolicy({ replicas: ['a', 'b', 'c'] });
  for (const id of policy.onWake(0).probe) policy.onProbeFailure(id, 'unimplemented', 0);
  const { probe } = picked(policy, 1);
  assert.deepEqual(probe, []);
  assert.deepEqual(counts(policy), { answers: 1, pool: 0, random: 0 });
});

test('one that left or may not be picked any more is not chosen, and with nobody left there is none', () => {
  const policy = syncPolicy({ replicas: ['a', 'b', 'c'] });
  const first = asks(policy, 0);
  for (const id of first.probe) policy.onProbeReply(id, { rif: id === 'a' ? 0 : 5, latencyMs: 1 }, 1);
  policy.setEligible('a', false, 2);
  const resolved = policy.resolve(first.pickId, 3);
  assert.ok(resolved.kind === 'picked' && resolved.replica !== 'a');
  const second = asks(policy, 4);
  policy.setReplicas([], 5);
  assert.deepEqual(policy.resolve(second.pickId, 6), { kind: 'none', reason: 'no_replica' });
});

test('the excluded replica is neither asked nor chosen', () => {
  const policy = syncPolicy({ replicas: ['a', 'b', 'c', 'd'] });
  for (let i = 0; i < 50; i++) {
    const nowMs = i * 10;
    const { pickId, probe } = asks(policy, nowMs, 'b');
    assert.ok(!probe.includes('b') && probe.length === 3);
    const resolved = policy.resolve(pickId, nowMs);
    assert.ok(resolved.kind === 'picked' && resolved.replica !== 'b');
    for (const id of probe) policy.onProbeReply(id, { rif: 0, latencyMs: 1 }, nowMs);
  }
});

test('the excluded replica is not chosen when it left and came back meanwhile', () => {
  const policy = syncPolicy({ replicas: ['a', 'b', 'c'], minPool: 1 });
  const { pickId } = asks(policy, 0, 'b');
  policy.setReplicas(['a', 'c'], 1);
  policy.setReplicas(['a', 'b', 'c'], 2);
  policy.setEligible('b', true, 2);
  policy.onProbeReply('b', { rif: 0, latencyMs: 1 }, 3);
  const resolved = policy.resolve(pickId, 4);
  assert.ok(resolved.kind === 'picked' && resolved.replica !== 'b');
  assert.equal(policy.explain(pickId)?.excluded, 'b');
});

test("an answer older than its replica's failures is held to the same penalty as that replica", () => {
  const policy = syncPolicy({ replicas: ['a', 'b', 'c'] });
  const failing = asks(policy, 0);
  for (const id of failing.probe) policy.onProbeReply(id, { rif: id === 'a' ? 0 : 9, latencyMs: 1 }, 0);
  assert.deepEqual(policy.resolve(failing.pickId, 1), {
    kind: 'picked',
    pickId: failing.pickId,
    replica: 'a',
    probe: [],
  });
  const { pickId, probe } = asks(policy, 1);
  for (const id of probe) policy.onProbeReply(id, { rif: 0, latencyMs: 1 }, 2);
  policy.onQueryEnd(failing.pickId, { status: 'RESOURCE_EXHAUSTED', latencyMs: 1 }, 5);
  policy.resolve(pickId, 6);
  const penalty = policy.explain(pickId)?.candidates.find(({ replica }) => replica === 'a')?.penalty;
  assert.equal(penalty, policy.snapshot(6).replicas[0]?.penalty);
  assert.equal(penalty, 16, 'the most there is, as all of its queries failed');
});

test('one replica, panic and all rules but Prequal do not wait', () => {
  assert.equal(picked(syncPolicy({ replicas: ['a'] }), 0).replica, 'a');
  const panicked = syncPolicy();
  panicked.setPanic(true, 0);
  picked(panicked, 1);
  assert.equal(panicked.lastUse().rule, 'panic');
  for (const policy of policyKnobs.policy.choices)
    if (policy !== 'prequal') picked(syncPolicy({ policy }), 0);
});

test('an abandoned wait leaves nothing behind; what does not wait cannot be resolved', () => {
  const policy = syncPolicy();
  const { pickId } = asks(policy, 0);
  policy.onPickAbandoned(pickId, 1);
  assert.throws(() => policy.resolve(pickId, 2), RangeError);
  assert.ok(policy.snapshot(2).replicas.every(({ inFlight }) => inFlight === 0));
  assert.deepEqual(counts(policy), { answers: 0, pool: 0, random: 0 });
});

test('a smaller ring of decisions forgets no query in flight, whatever ids were skipped', () => {
  const policy = syncPolicy({ decisions: 50, probeMaxPerSecond: 1e6 });
  const resolved = (nowMs: number) => {
    const { pickId } = asks(policy, nowMs);
    policy.resolve(pickId, nowMs);
    return pickId;
  };
  const first = resolved(0);
  for (let i = 0; i < 4; i++) policy.onPickAbandoned(asks(policy, 1).pickId, 1);
  const second = resolved(2);
  assert.equal((second - first) % 5, 0, 'they share a place in a ring of five');
  policy.configure({ decisions: 5 }, 3);
  for (const pickId of [first, second]) policy.onQueryEnd(pickId, { status: 'OK', latencyMs: 1 }, 4);
  assert.ok(policy.snapshot(4).replicas.every(({ inFlight }) => inFlight === 0));
});

test('where probes time out queries ask fewer first, and in the end none', () => {
  const policy = syncPolicy({ syncProbes: 2 });
  const asksFirst = Array.from({ length: 400 }, (_, nowMs) => {
    const pick = policy.pick(nowMs);
    assert.ok(pick.kind !== 'none');
    for (const id of pick.probe) policy.onProbeFailure(id, 'timeout', nowMs);
    return pick.kind === 'probe_first';
  });
  assert.ok(asksFirst[0], 'the first one asks');
  const early = asksFirst.slice(0, 20).filter(asked => asked).length;
  assert.ok(early < 10, `${early} of the first 20 asked`);
  assert.ok(!asksFirst.slice(20).includes(true), 'later ones are routed at once');
  assert.ok(policy.snapshot(400).counts.probesSkipped.backoff > 0);
});

/** What is said of a pool that had the query ask first; null where the query is routed at once. */
const POOL_AGES = [
  { ageMs: 100, latencyMs: 100, since: null },
  { ageMs: 120, latencyMs: 100, since: 'the pool was 120 ms old on average, its latencies 100 ms' },
  // Waiting 5 ms for a query of 10 is not worth it.
  { ageMs: 120, latencyMs: 10, since: null },
  { ageMs: 120, latencyMs: null, since: null },
  // What has aged out is not held, whatever its latency was.
  { ageMs: 1001, latencyMs: null, since: 'the pool held 0' },
  { ageMs: 1001, latencyMs: 100, since: 'the pool held 0' },
  { ageMs: 1001, latencyMs: 3000, since: 'the pool held 0' },
] as const;

for (const { ageMs, latencyMs, since } of POOL_AGES) {
  test(`MODE=auto, entries ${ageMs} ms old of ${latencyMs} ms latency: ${since ?? 'picked'}`, () => {
    const policy = syncPolicy({ mode: 'auto', replicas: ['a', 'b', 'c'] });
    for (const id of ['a', 'b', 'c']) policy.onProbeReply(id, { rif: 1, latencyMs }, 0);
    const pick = policy.pick(ageMs);
    assert.equal(pick.kind, since === null ? 'picked' : 'probe_first');
    if (pick.kind !== 'probe_first') return;
    policy.resolve(pick.pickId, ageMs + 5);
    const { reason = '' } = policy.explain(pick.pickId) ?? {};
    assert.equal(reason.split('; ').at(-1), `asked first, 0 answered in time, since ${since}`);
  });
}

test('MODE=auto goes by the round trip of probes where that is known', () => {
  const policy = syncPolicy({ mode: 'auto', replicas: ['a', 'b', 'c'], probeIdleMs: 500 });
  assert.deepEqual([...policy.onWake(0).probe].sort(), ['a', 'b', 'c']);
  for (const id of ['a', 'b', 'c']) policy.onProbeReply(id, { rif: 1, latencyMs: 10 }, 1);
  assert.equal(policy.pick(60).kind, 'probe_first', 'waiting 1 ms for a query of 10 is');
});

/** With it the first query asks a, b and c of four. */
const WITHOUT_D = 4;

for (const [ageMs, chosen] of [
  [90, 'd'],
  [110, 'a'],
] as const) {
  test(`MODE=auto compares answers with entries ${ageMs} ms old of 100 ms latency: ${chosen}`, () => {
    // Four stand in the pool, d as the best; the others are so old that three are asked first, of which a answers best.
    const policy = syncPolicy({ mode: 'auto', replicas: ['a', 'b', 'c', 'd'], seed: WITHOUT_D });
    for (const id of ['a', 'b', 'c']) policy.onProbeReply(id, { rif: 2, latencyMs: 150 }, 0);
    policy.onProbeReply('d', { rif: 0, latencyMs: 100 }, 200 - ageMs);
    const usesLeft = () => policy.snapshot(200).pool.find(({ replica }) => replica === 'd')?.usesLeft ?? 0;
    const before = usesLeft();
    const { pickId, probe } = asks(policy, 200);
    assert.deepEqual([...probe].sort(), ['a', 'b', 'c']);
    policy.onProbeReply('a', { rif: 0, latencyMs: 120 }, 200);
    policy.onProbeReply('b', { rif: 3, latencyMs: 200 }, 200);
    policy.onProbeReply('c', { rif: 3, latencyMs: 200 }, 200);
    const pick = policy.resolve(pickId, 200);
    assert.equal(pick.kind === 'picked' && pick.replica, chosen);
    assert.equal(before - usesLeft(), chosen === 'd' ? 1 : 0, 'a use of the entry counts');
  });
}

test('MODE=auto asks for no query where R_PROBE=0 says so', () => {
  assert.equal(syncPolicy({ mode: 'auto', rProbe: 0 }).pick(0).kind, 'picked');
  assert.equal(syncPolicy({ mode: 'sync', rProbe: 0 }).pick(0).kind, 'probe_first');
});

test('MODE=auto asks first where the pool is empty', () => {
  const policy = syncPolicy({ mode: 'auto' });
  const { pickId } = asks(policy, 0);
  policy.resolve(pickId, 5);
  assert.match(policy.explain(pickId)?.reason ?? '', /since the pool held 0$/);
});

for (const [name, options] of [
  ['MIN_POOL=5 of three replicas', { minPool: 5 }],
  ['POOL_SIZE=1', { poolSize: 1 }],
] as const) {
  test(`MODE=auto asks for no query where the pool holds all that it can: ${name}`, () => {
    const policy = syncPolicy({ mode: 'auto', replicas: ['a', 'b', 'c'], ...options });
    for (const id of ['a', 'b', 'c']) policy.onProbeReply(id, { rif: 1, latencyMs: 100 }, 0);
    picked(policy, 1);
    assert.equal(policy.lastUse().rule, 'cold');
  });
}

test('MODE=auto asks first where too few entries would be left without the excluded replica', () => {
  const policy = syncPolicy({ mode: 'auto', replicas: ['a', 'b', 'c'] });
  for (const id of ['a', 'b']) policy.onProbeReply(id, { rif: 1, latencyMs: 100 }, 0);
  const { pickId } = asks(policy, 1, 'a');
  policy.resolve(pickId, 2);
  assert.match(policy.explain(pickId)?.reason ?? '', /since the pool held 1$/);
  assert.equal(picked(policy, 3, 'c').kind, 'picked', 'a and b are enough');
});
