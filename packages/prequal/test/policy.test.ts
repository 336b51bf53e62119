// The policy by examples: which rule picks when, what the pool holds, and mistakes seen elsewhere.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Policy } from '../src/policy.ts';
import { picked, readyPolicy, replicaIds } from './ready-policy.ts';

/** Reports RIF and latency of `id`. */
const report = (policy: Policy, id: string, rif: number, latencyMs: number | null, nowMs: number) =>
  policy.onProbeReply(id, { rif, latencyMs }, nowMs);

const inPool = (policy: Policy, nowMs: number) => policy.snapshot(nowMs).pool.map(entry => entry.replica);

const removalsOf = (policy: Policy, id: string) => {
  const counts = Object.entries(policy.snapshot(0).counts.removals[id] ?? {});
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
};

test('without replicas nothing is picked', () => {
  const policy = readyPolicy({ replicas: [] });
  assert.deepEqual(policy.pick(0), { kind: 'none', reason: 'no_replica' });
  policy.setReplicas(['a'], 1);
  assert.deepEqual(
    policy.pick(1),
    { kind: 'none', reason: 'no_replica' },
    'a member is not eligible at first',
  );
});

test('one eligible replica is the only one, also when others are members', () => {
  const policy = readyPolicy({ replicas: ['a', 'b'] });
  policy.setEligible('b', false, 0);
  assert.equal(picked(policy, 1).replica, 'a');
  assert.equal(policy.lastUse().rule, 'only');
  assert.deepEqual(policy.pick(2, 'a'), { kind: 'none', reason: 'no_replica' });
});

test('the excluded replica is not picked, though it is the best', () => {
  const policy = readyPolicy();
  report(policy, 'a', 0, 1, 1);
  report(policy, 'b', 0, 50, 1);
  report(policy, 'c', 0, 90, 1);
  assert.equal(picked(policy, 2, 'a').replica, 'b');
  assert.equal(picked(policy, 2, 'nobody').replica, 'a');
});

test('an excluded replica does not count for the minimum occupancy', () => {
  const policy = readyPolicy();
  report(policy, 'a', 0, 1, 1);
  report(policy, 'b', 0, 50, 1);
  picked(policy, 2, 'a');
  assert.equal(policy.lastUse().rule, 'fallback');
});

test('below two entries the pick is a fallback, from two on the rule', () => {
  const policy = readyPolicy({ replicas: replicaIds(30), rProbe: 3 });
  report(policy, 'r7', 0, 1, 1);
  picked(policy, 2);
  assert.equal(policy.lastUse().rule, 'fallback');
  report(policy, 'r7', 0, 1, 3);
  report(policy, 'r8', 0, 2, 3);
  assert.equal(picked(policy, 4).replica, 'r7');
  assert.equal(policy.lastUse().rule, 'cold');
});

test('picks are counted by replica and rule', () => {
  const policy = readyPolicy({ replicas: ['a', 'b'], qRif: 0 });
  report(policy, 'a', 0, 1, 1);
  report(policy, 'b', 5, 1, 1);
  picked(policy, 2);
  policy.setEligible('b', false, 2);
  picked(policy, 2);
  policy.setPanic(true, 2);
  picked(policy, 2);
  const counts = policy.snapshot(3).counts.picks;
  assert.deepEqual(counts.a, { cold: 0, hot: 1, fallback: 0, only: 1, panic: 1, baseline: 0 });
  assert.deepEqual(counts.b, { cold: 0, hot: 0, fallback: 0, only: 0, panic: 0, baseline: 0 });
});

test('the newest report of a replica replaces the former one, and feeds the history beside it', () => {
  const policy = readyPolicy();
  report(policy, 'a', 3, 10, 1);
  report(policy, 'b', 4, 10, 2);
  report(policy, 'a', 5, 20, 3);
  const { pool, rifHistory } = policy.snapshot(3);
  assert.deepEqual(
    pool.map(({ replica, rif, latencyMs, ageMs }) => ({ replica, rif, latencyMs, ageMs })),
    [
      { replica: 'b', rif: 4, latencyMs: 10, ageMs: 1 },
      { replica: 'a', rif: 5, latencyMs: 20, ageMs: 0 },
    ],
  );
  assert.deepEqual(rifHistory, { 3: 1, 4: 1, 5: 1 });
  assert.deepEqual(removalsOf(policy, 'a'), { replaced: 1 });
});

test('over capacity the oldest is evicted, not the worst', () => {
  const policy = readyPolicy({ replicas: replicaIds(5), poolSize: 3 });
  report(policy, 'r0', 0, 1, 1);
  report(policy, 'r1', 9, 900, 2);
  report(policy, 'r2', 1, 10, 3);
  report(policy, 'r3', 1, 10, 4);
  assert.deepEqual(inPool(policy, 4), ['r1', 'r2', 'r3']);
  assert.deepEqual(removalsOf(policy, 'r0'), { evicted: 1 });
});

test('an entry is used up to its age limit and not beyond', () => {
  const policy = readyPolicy({ replicas: ['a', 'b', 'c'] });
  report(policy, 'a', 0, 1, 100);
  report(policy, 'b', 0, 50, 600);
  report(policy, 'c', 0, 90, 700);
  assert.equal(picked(policy, 1100).replica, 'a');
  assert.equal(picked(policy, 1100.001).replica, 'b');
  assert.deepEqual(removalsOf(policy, 'a'), { expired: 1 });
});

test('an entry serves its budget and leaves', () => {
  // Budget 2 x 3 / 3 = 2.
  const policy = readyPolicy({ rProbe: 3, estimator: 'median', qRif: 1 });
  for (const [id, latencyMs] of [
    ['a', 1],
    ['b', 50],
    ['c', 90],
  ] as const) {
    report(policy, id, 0, latencyMs, 1);
  }
  // Two by a, then b, whose second use leaves c alone.
  const served = Array.from({ length: 4 }, () => picked(policy, 2).replica);
  assert.deepEqual(served, ['a', 'a', 'b', 'b']);
  assert.deepEqual(removalsOf(policy, 'a'), { exhausted: 1 });
  picked(policy, 2);
  assert.equal(policy.lastUse().rule, 'fallback');
});

test('a pick raises RIF by one for the picks that follow, so that equal replicas take turns', () => {
  const policy = readyPolicy({ replicas: ['a', 'b'], qRif: 0, rProbe: 0 });
  report(policy, 'a', 0, 1, 1);
  report(policy, 'b', 0, 2, 1);
  const served = Array.from({ length: 6 }, () => picked(policy, 2).replica);
  assert.deepEqual(served, ['a', 'b', 'a', 'b', 'a', 'b']);
});

test('the scaled estimator raises the latency too, the median leaves it', () => {
  for (const [estimator, latencyMs] of [
    ['scaled', 18],
    ['median', 10],
  ] as const) {
    const policy = readyPolicy({ replicas: ['a', 'b'], estimator, rProbe: 0 });
    report(policy, 'a', 0, 10, 1);
    report(policy, 'b', 0, 100, 1);
    picked(policy, 2);
    assert.equal(policy.snapshot(2).pool.find(entry => entry.replica === 'a')?.latencyMs, latencyMs);
  }
});

test('removals alternate between oldest and worst and start with the oldest', () => {
  const policy = readyPolicy({ replicas: replicaIds(100), qRif: 1, rProbe: 3 });
  // r0 oldest and fast; r9 slowest.
  for (let i = 0; i < 10; i++) report(policy, `r${i}`, 0, 10 + i, i);
  policy.setPanic(true, 20);
  const before = inPool(policy, 20);
  const removed: string[] = [];
  let left = before;
  for (let i = 0; i < 6; i++) {
    picked(policy, 20);
    const now = inPool(policy, 20);
    removed.push(...left.filter(id => !now.includes(id)));
    left = now;
  }
  assert.deepEqual(removed, ['r0', 'r9', 'r1', 'r8', 'r2', 'r7']);
});

test('a fractional removal rate is exact', () => {
  const policy = readyPolicy({ replicas: replicaIds(100), rProbe: 3, rRemove: 0.25, qRif: 1 });
  policy.setPanic(true, 0);
  for (let i = 0; i < 16; i++) report(policy, `r${i}`, 0, 10, 1);
  const sizes = Array.from({ length: 8 }, () => {
    picked(policy, 2);
    return inPool(policy, 2).length;
  });
  assert.deepEqual(sizes, [16, 16, 16, 15, 15, 15, 15, 14]);
});

test('a small fleet keeps its entries: no removal per query', () => {
  const policy = readyPolicy({ replicas: replicaIds(24) });
  assert.equal(policy.snapshot(0).regime, 'small');
  policy.setPanic(true, 0);
  for (let i = 0; i < 10; i++) report(policy, `r${i}`, 0, 10, 1);
  for (let i = 0; i < 50; i++) picked(policy, 2);
  assert.equal(inPool(policy, 2).length, 10);
});

test('n counts members set aside: the regime does not flap with connections', () => {
  const policy = readyPolicy({ replicas: replicaIds(25) });
  for (const id of replicaIds(20)) policy.setEligible(id, false, 1);
  const { regime, poolCapacity, reuseBudget } = policy.snapshot(1);
  assert.deepEqual({ regime, poolCapacity }, { regime: 'eq1', poolCapacity: 16 });
  assert.ok(Math.abs((reuseBudget ?? 0) - 25) < 1e-9);
  policy.setReplicas(replicaIds(24), 2);
  assert.equal(policy.snapshot(2).regime, 'small');
});

test('a replica that left or was set aside leaves the pool, and late answers do not bring it back', () => {
  const policy = readyPolicy({ replicas: ['a', 'b', 'c', 'd'] });
  for (const id of ['a', 'b', 'c', 'd']) report(policy, id, 0, 10, 1);
  policy.setReplicas(['b', 'c', 'd'], 2);
  policy.setEligible('b', false, 2);
  report(policy, 'a', 0, 0, 3);
  report(policy, 'b', 0, 0, 3);
  assert.deepEqual(inPool(policy, 3), ['c', 'd']);
  assert.deepEqual(removalsOf(policy, 'b'), { failed: 1 });
  for (let i = 0; i < 50; i++) assert.ok(['c', 'd'].includes(picked(policy, 4).replica));
});

test('a trial goes to an idle replica of unknown latency, one query at a time', () => {
  const policy = readyPolicy({ replicas: ['new', 'b', 'c'], qRif: 1, rProbe: 0 });
  report(policy, 'b', 1, 10, 1);
  report(policy, 'c', 1, 20, 1);
  report(policy, 'new', 0, null, 1);
  const trial = picked(policy, 2);
  assert.equal(trial.replica, 'new');
  for (let i = 0; i < 10; i++) assert.notEqual(picked(policy, 3).replica, 'new');
  // Still unknown and idle by its own account, but our query is there.
  report(policy, 'new', 0, null, 4);
  assert.notEqual(picked(policy, 4).replica, 'new');
  policy.onQueryEnd(trial.pickId, { status: 'OK', latencyMs: 3 }, 5);
  assert.equal(picked(policy, 5).replica, 'new');
});

test('unknown and busy is last among the cold, so it is no magnet', () => {
  const policy = readyPolicy({ replicas: ['new', 'b', 'c'], qRif: 1, rProbe: 0 });
  report(policy, 'b', 50, 9000, 1);
  report(policy, 'c', 50, 9000, 1);
  report(policy, 'new', 1, null, 1);
  for (let i = 0; i < 20; i++) assert.notEqual(picked(policy, 2).replica, 'new');
});

// Seen elsewhere: more replicas than the pool holds.
test('every replica of a fleet larger than the pool is picked', () => {
  const replicas = replicaIds(60);
  const policy = readyPolicy({ replicas, poolSize: 8 });
  const served = new Set<string>();
  for (let i = 0; i < 3000; i++) {
    const { pickId, replica, probe } = picked(policy, i);
    served.add(replica);
    for (const id of probe) report(policy, id, 1, 10, i);
    policy.onQueryEnd(pickId, { status: 'OK', latencyMs: 10 }, i);
  }
  assert.equal(served.size, 60);
});

// Seen elsewhere: a probe rate that falls as traffic rises.
test('the probe rate rises with the traffic', () => {
  const probes = (queriesPerSecond: number): number => {
    const policy = readyPolicy({ replicas: replicaIds(30) });
    let sent = 0;
    for (let i = 0; i < queriesPerSecond; i++) {
      const { probe } = picked(policy, (i * 1000) / queriesPerSecond);
      sent += probe.length;
      for (const id of probe) report(policy, id, 1, 10, (i * 1000) / queriesPerSecond);
    }
    return sent;
  };
  assert.equal(probes(10), 30);
  assert.equal(probes(1000), 3000);
});

// Seen elsewhere: a quantile over the pool's own entries never finds all of them hot.
test('all of the pool can be hot', () => {
  const policy = readyPolicy({ replicas: ['a', 'b'], rProbe: 0 });
  for (let i = 0; i < 100; i++) report(policy, 'a', 1, 10, i);
  report(policy, 'a', 7, 10, 101);
  report(policy, 'b', 6, 90, 101);
  assert.equal(picked(policy, 102).replica, 'b');
  assert.equal(policy.lastUse().rule, 'hot');
});

// Entries age by receipt on our clock; nothing in a report can change it.
test('two policies that hear the same at different times of their clocks pick the same', () => {
  const run = (startMs: number) => {
    const policy = readyPolicy();
    return Array.from({ length: 200 }, (_, i) => {
      const nowMs = startMs + i * 7;
      const { replica, probe } = picked(policy, nowMs);
      for (const id of probe) report(policy, id, i % 5, 10 + (i % 3), nowMs);
      return replica;
    });
  };
  assert.deepEqual(run(0), run(1e9));
});

test('ends and abandonments of unknown picks are ignored', () => {
  const policy = readyPolicy();
  const before = policy.snapshot(1);
  for (const pickId of [0, -1, 7, Number.NaN]) {
    policy.onQueryEnd(pickId, { status: 'OK', latencyMs: 1 }, 1);
    policy.onPickAbandoned(pickId, 1);
  }
  policy.onProbeReply('stranger', { rif: 0, latencyMs: 0 }, 1);
  policy.onProbeFailure('stranger', 'timeout', 1);
  policy.setEligible('stranger', true, 1);
  assert.deepEqual(policy.snapshot(1), before);
});

test('a query that ends after its replica left is forgotten, also when the name comes back', () => {
  const policy = readyPolicy({ replicas: ['a', 'b'] });
  policy.setEligible('b', false, 0);
  const { pickId } = picked(policy, 1);
  policy.setReplicas(['b'], 2);
  policy.setReplicas(['a', 'b'], 3);
  policy.onQueryEnd(pickId, { status: 'OK', latencyMs: 1, load: { rif: 0, latencyMs: 1 } }, 4);
  const view = policy.snapshot(4).replicas.find(one => one.replica === 'a');
  assert.deepEqual(
    { inFlight: view?.inFlight, rif: view?.rif, eligible: view?.eligible },
    { inFlight: 0, rif: null, eligible: false },
  );
});

test('a snapshot does not change afterwards', () => {
  const policy = readyPolicy();
  report(policy, 'a', 1, 10, 1);
  const snapshot = policy.snapshot(1);
  const copy = structuredClone(snapshot);
  report(policy, 'a', 5, 50, 2);
  policy.onProbeReply('b', { rif: -1, latencyMs: 1 }, 2);
  for (let i = 0; i < 5; i++) picked(policy, 3);
  policy.configure({ qRif: 0 }, 3);
  policy.setReplicas([], 4);
  assert.deepEqual(snapshot, copy);
});

test('a replica may be called like anything', () => {
  const replicas = ['__proto__', 'constructor', 'toString', ''];
  const policy = readyPolicy({ replicas });
  for (const id of replicas) report(policy, id, 0, 10, 1);
  for (let i = 0; i < 40; i++) picked(policy, 2);
  const { picks, removals } = policy.snapshot(2).counts;
  assert.deepEqual(Object.keys(picks).toSorted(), replicas.toSorted());
  assert.deepEqual(Object.keys(removals).toSorted(), replicas.toSorted());
  assert.equal(({} as Record<string, unknown>).cold, undefined);
});

test('a pool that can hold one entry only is used, not passed over for ever', () => {
  const policy = readyPolicy({ replicas: ['a', 'b', 'c'], poolSize: 1, minPool: 2 });
  policy.onProbeReply('b', { rif: 0, latencyMs: 5 }, 10);
  assert.equal(picked(policy, 11).replica, 'b');
  assert.equal(policy.lastUse().rule, 'cold');
});

test('what is abandoned at a replica that left takes nothing from one that came since', () => {
  const policy = readyPolicy({ replicas: ['a'] });
  policy.onProbeReply('a', { rif: 3, latencyMs: 10 }, 1);
  const { pickId } = picked(policy, 2);
  policy.setReplicas(['b'], 3);
  policy.setEligible('b', true, 3);
  policy.onProbeReply('b', { rif: 5, latencyMs: 20 }, 4);
  policy.onPickAbandoned(pickId, 5);
  assert.equal(policy.snapshot(6).pool[0]?.rif, 5);
});
