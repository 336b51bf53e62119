// Error aversion: which statuses count, what a failure costs, who is set aside, for how long, and how it comes back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Policy } from '../src/policy.ts';
import { verdictOf } from '../src/verdict.ts';
import { picked, readyPolicy } from './ready-policy.ts';

const IDS = ['a', 'b', 'c', 'd'];
const STATUSES = {
  OK: 'ok',
  UNAVAILABLE: 'fault',
  INTERNAL: 'fault',
  UNKNOWN: 'fault',
  DATA_LOSS: 'fault',
  DEADLINE_EXCEEDED: 'fault',
  RESOURCE_EXHAUSTED: 'pushback',
  CANCELLED: 'neutral',
  INVALID_ARGUMENT: 'refused',
  NOT_FOUND: 'refused',
  ALREADY_EXISTS: 'refused',
  PERMISSION_DENIED: 'refused',
  FAILED_PRECONDITION: 'refused',
  ABORTED: 'refused',
  OUT_OF_RANGE: 'refused',
  UNIMPLEMENTED: 'refused',
  UNAUTHENTICATED: 'refused',
};

/** Sends one query to `id`, whatever the rule would choose, and ends it. */
function endAt(policy: Policy, id: string, status: string, nowMs: number, byReplica = true): void {
  const others = policy.snapshot(nowMs).replicas.filter(one => one.eligible && one.replica !== id);
  for (const { replica } of others) policy.setEligible(replica, false, nowMs);
  const { pickId, replica } = picked(policy, nowMs);
  assert.equal(replica, id);
  for (const other of others) policy.setEligible(other.replica, true, nowMs);
  policy.onQueryEnd(pickId, { status, latencyMs: 1, byReplica }, nowMs);
}

const penaltyOf = (policy: Policy, id: string, nowMs: number) =>
  policy.snapshot(nowMs).replicas.find(({ replica }) => replica === id)?.penalty;
const asideIds = (policy: Policy) => policy.asides().map(({ replica }) => replica);
const fail = (policy: Policy, id: string, times: number, nowMs: number) => {
  for (let i = 0; i < times; i++) endAt(policy, id, 'UNAVAILABLE', nowMs + i);
};

for (const [status, verdict] of Object.entries(STATUSES)) {
  test(`${status} is ${verdict}`, () => assert.equal(verdictOf(status, true), verdict));
}

test("a deadline that passed at the caller is nobody's fault", () => {
  assert.equal(verdictOf('DEADLINE_EXCEEDED', false), 'neutral');
  const policy = readyPolicy({ replicas: IDS });
  for (let i = 0; i < 10; i++) endAt(policy, 'a', 'DEADLINE_EXCEEDED', i, false);
  assert.deepEqual([penaltyOf(policy, 'a', 10), asideIds(policy)], [0, []]);
});

test('a fault drops the pooled entry of its replica, pushback does not', () => {
  for (const [status, held] of [
    ['INTERNAL', false],
    ['RESOURCE_EXHAUSTED', true],
    ['NOT_FOUND', true],
  ] as const) {
    const policy = readyPolicy({ replicas: IDS, poolSize: 4, rRemove: 0 });
    policy.onProbeReply('a', { rif: 0, latencyMs: 5 }, 0);
    endAt(policy, 'a', status, 1);
    assert.equal(
      policy.snapshot(1).pool.some(({ replica }) => replica === 'a'),
      held,
      status,
    );
  }
});

test('the load that comes with an answer is ranked by that answer', () => {
  const load = { rif: 0, latencyMs: 5 };
  const policy = readyPolicy({ replicas: IDS, rProbe: 0 });
  const end = (status: string, nowMs: number) => {
    for (const id of ['b', 'c', 'd']) policy.setEligible(id, false, nowMs);
    policy.onQueryEnd(picked(policy, nowMs).pickId, { status, latencyMs: 1, load }, nowMs);
    return policy.snapshot(nowMs).pool.find(({ replica }) => replica === 'a');
  };
  assert.equal(end('RESOURCE_EXHAUSTED', 0)?.penalty, 16, 'pushback raises the very report that it brought');
  for (let i = 0; i < 5; i++) assert.equal(end('UNAVAILABLE', i), undefined, 'a fault keeps none');
  const nowMs = policy.asides()[0]?.untilMs ?? Number.NaN;
  policy.onWake(nowMs);
  assert.equal(end('OK', nowMs)?.penalty, 0, 'a trial that served is in the pool');
});

test('a failure costs what it says of the replica, and is forgiven in ten seconds', () => {
  const policy = readyPolicy({ replicas: IDS });
  for (let i = 0; i < 7; i++) endAt(policy, 'a', 'OK', i);
  endAt(policy, 'a', 'RESOURCE_EXHAUSTED', 7);
  assert.equal(penaltyOf(policy, 'a', 7), 8, 'one in a row: half of 16');
  endAt(policy, 'a', 'RESOURCE_EXHAUSTED', 8);
  assert.equal(penaltyOf(policy, 'a', 8), 12, 'two in a row: three quarters');
  assert.equal(penaltyOf(policy, 'a', 5008), 6, 'half of the time gone');
  assert.equal(penaltyOf(policy, 'a', 10_008), 0);
  assert.equal(penaltyOf(policy, 'b', 8), 0);
  assert.deepEqual(asideIds(policy), [], 'pushback only penalises');
});

test('a penalty counts as queries in flight: RIF and latency rise, and the decision says so', () => {
  for (const estimator of ['scaled', 'median'] as const) {
    const policy = readyPolicy({ replicas: IDS, poolSize: 4, estimator });
    endAt(policy, 'a', 'UNAVAILABLE', 0);
    endAt(policy, 'a', 'OK', 1);
    const penalty = penaltyOf(policy, 'a', 1) ?? Number.NaN;
    assert.equal(penalty, 8, 'one of two');
    for (const id of ['a', 'b']) policy.onProbeReply(id, { rif: 2, latencyMs: id === 'a' ? 10 : 20 }, 1);
    const entry = policy.snapshot(1).pool.find(({ replica }) => replica === 'a');
    assert.deepEqual(
      { rif: entry?.rif, reportedRif: entry?.reportedRif, latencyMs: entry?.latencyMs },
      { rif: 10, reportedRif: 2, latencyMs: 10 * ((10 + 1.25) / (2 + 1.25)) },
      estimator,
    );
    const { pickId, replica } = picked(policy, 1);
    assert.equal(replica, 'b');
    assert.match(policy.explain(pickId)?.reason ?? '', /runner-up a: hot at RIF 10 \(8 of it for failures\)/);
  }
});

test('five faults in a row set a replica aside, a served query in between does not', () => {
  const policy = readyPolicy({ replicas: IDS });
  for (let round = 0; round < 3; round++) {
    for (const id of ['b', 'c', 'd']) for (let i = 0; i < 3; i++) endAt(policy, id, 'OK', round);
    for (let i = 0; i < 20; i++) endAt(policy, 'a', 'OK', round);
    fail(policy, 'a', round === 0 ? 4 : 1, round);
    endAt(policy, 'a', 'OK', round + 4);
  }
  assert.deepEqual(asideIds(policy), []);
  fail(policy, 'a', 5, 20);
  assert.deepEqual(asideIds(policy), ['a']);
  assert.equal(policy.asides()[0]?.cause, '5 failures in a row');
});

test("a caller's mistake that it answers ends a row of failures, and has no part in the share", () => {
  const policy = readyPolicy({ replicas: IDS });
  for (let round = 0; round < 5; round++) {
    fail(policy, 'a', 1, 60_000 * round);
    for (let i = 0; i < 20; i++) endAt(policy, 'a', 'NOT_FOUND', 60_000 * round + 1 + i);
  }
  assert.deepEqual(asideIds(policy), []);
  assert.equal(penaltyOf(policy, 'a', 240_020), 16, 'all that was served or failed has failed');
  fail(policy, 'a', 5, 300_000);
  assert.deepEqual(asideIds(policy), ['a']);
});

test("a trial that is answered with the caller's mistake is served", () => {
  const policy = readyPolicy({ replicas: IDS });
  fail(policy, 'a', 5, 0);
  const nowMs = policy.asides()[0]?.untilMs ?? Number.NaN;
  policy.onWake(nowMs);
  endAt(policy, 'a', 'NOT_FOUND', nowMs);
  assert.deepEqual([asideIds(policy), penaltyOf(policy, 'a', nowMs)], [[], 0]);
});

test('a share of failures clearly above that of its peers sets a replica aside, also of two', () => {
  const policy = readyPolicy({ replicas: ['a', 'b'] });
  for (let i = 0; i < 4; i++) {
    for (const status of ['OK', 'OK', 'INTERNAL']) endAt(policy, 'a', status, i);
    for (let j = 0; j < 3; j++) endAt(policy, 'b', 'OK', i);
  }
  assert.deepEqual(asideIds(policy), [], 'four faults are too few');
  for (const status of ['OK', 'OK', 'INTERNAL']) endAt(policy, 'a', status, 5);
  assert.deepEqual(asideIds(policy), ['a']);
  assert.equal(policy.asides()[0]?.cause, '33 % of its queries failed within 10 s, 0 % at its peers');
});

test('where all fail alike, nobody is set aside for its share', () => {
  const policy = readyPolicy({ replicas: ['a', 'b'] });
  for (let i = 0; i < 20; i++)
    for (const id of ['a', 'b']) for (const status of ['OK', 'INTERNAL']) endAt(policy, id, status, i);
  assert.deepEqual(asideIds(policy), []);
});

for (const [n, most] of [
  [1, 0],
  [2, 1],
  [3, 1],
  [4, 2],
  [5, 2],
] as const) {
  test(`of ${n} at most ${most} are set aside`, () => {
    const replicas = ['a', 'b', 'c', 'd', 'e'].slice(0, n);
    const policy = readyPolicy({ replicas });
    for (const id of replicas) if (!asideIds(policy).includes(id)) fail(policy, id, 5, 0);
    assert.equal(asideIds(policy).length, most);
    assert.equal(policy.pick(10).kind, 'picked');
  });
}

test('one that is aside is not picked; where all others are gone, it is, in panic', () => {
  const policy = readyPolicy({ replicas: IDS });
  fail(policy, 'a', 5, 0);
  for (let i = 0; i < 100; i++) assert.notEqual(picked(policy, 10).replica, 'a');
  for (const id of ['b', 'c', 'd']) policy.setEligible(id, false, 11);
  assert.equal(picked(policy, 12).replica, 'a');
  assert.equal(policy.lastUse().rule, 'panic');
});

test('it comes back by one query at a time; a fault doubles the time, up to a minute, one served ends it', () => {
  const policy = readyPolicy({ replicas: IDS, rProbe: 0 });
  fail(policy, 'a', 5, 0);
  let nowMs = 5;
  let shortest = 1000;
  for (let repeat = 0; repeat < 9; repeat++) {
    const [aside] = policy.asides();
    assert.ok(aside !== undefined && aside.replica === 'a');
    const holdMs = aside.untilMs - nowMs;
    assert.ok(holdMs >= shortest - 1 && holdMs <= Math.min(60_000, shortest * 1.5), `${holdMs} ms`);
    assert.ok(policy.onWake(aside.untilMs - 0.5).wakeAtMs <= aside.untilMs, 'it asks to be woken');
    nowMs = aside.untilMs;
    assert.ok(policy.onWake(nowMs).probe.includes('a'), 'it is probed at once');
    endAt(policy, 'a', 'UNAVAILABLE', nowMs);
    assert.equal(policy.asides()[0]?.cause, 'the trial query failed');
    shortest = Math.min(40_000, shortest * 2);
  }
  nowMs = policy.asides()[0]?.untilMs ?? Number.NaN;
  for (const id of ['b', 'c', 'd']) policy.setEligible(id, false, nowMs);
  const trial = picked(policy, nowMs);
  assert.equal(trial.replica, 'a');
  assert.equal(picked(policy, nowMs).replica, 'a');
  assert.equal(policy.lastUse().rule, 'panic', 'no second one before the first has ended');
  policy.onQueryEnd(trial.pickId, { status: 'OK', latencyMs: 1 }, nowMs + 1);
  assert.deepEqual([asideIds(policy), penaltyOf(policy, 'a', nowMs + 1)], [[], 0]);
});

test('a query that was sent before decides no trial', () => {
  for (const status of ['OK', 'UNAVAILABLE']) {
    const policy = readyPolicy({ replicas: IDS });
    for (const id of ['b', 'c', 'd']) policy.setEligible(id, false, 0);
    const before = picked(policy, 0);
    for (const id of ['b', 'c', 'd']) policy.setEligible(id, true, 0);
    fail(policy, 'a', 5, 0);
    const nowMs = policy.asides()[0]?.untilMs ?? Number.NaN;
    policy.onWake(nowMs);
    for (const id of ['b', 'c', 'd']) policy.setEligible(id, false, nowMs);
    const trial = picked(policy, nowMs);
    policy.onQueryEnd(before.pickId, { status, latencyMs: nowMs }, nowMs);
    const eligible = () => policy.snapshot(nowMs).replicas.find(({ replica }) => replica === 'a')?.eligible;
    assert.deepEqual([eligible(), asideIds(policy)], [false, []], `${status} ends nothing`);
    policy.onQueryEnd(trial.pickId, { status: 'OK', latencyMs: 1 }, nowMs);
    assert.deepEqual([eligible(), penaltyOf(policy, 'a', nowMs)], [true, 0]);
  }
});

test('a trial that was never sent, or told nothing, is still to come', () => {
  const policy = readyPolicy({ replicas: IDS });
  fail(policy, 'a', 5, 0);
  const nowMs = policy.asides()[0]?.untilMs ?? Number.NaN;
  policy.onWake(nowMs);
  for (const id of ['b', 'c', 'd']) policy.setEligible(id, false, nowMs);
  const eligible = () => policy.snapshot(nowMs).replicas.find(({ replica }) => replica === 'a')?.eligible;
  const first = picked(policy, nowMs);
  assert.equal(eligible(), false);
  policy.onPickAbandoned(first.pickId, nowMs);
  assert.equal(eligible(), true);
  policy.onQueryEnd(picked(policy, nowMs).pickId, { status: 'CANCELLED', latencyMs: 1 }, nowMs);
  assert.equal(eligible(), true);
});

test('times aside are drawn, the longest of a minute too: clients do not come back together', () => {
  const longest = [1, 2, 3].map(seed => {
    const policy = readyPolicy({ replicas: IDS, rProbe: 0, seed });
    fail(policy, 'a', 5, 0);
    let heldMs = 0;
    for (let repeat = 0; repeat < 9; repeat++) {
      const nowMs = policy.asides()[0]?.untilMs ?? Number.NaN;
      policy.onWake(nowMs);
      endAt(policy, 'a', 'UNAVAILABLE', nowMs);
      heldMs = (policy.asides()[0]?.untilMs ?? Number.NaN) - nowMs;
      assert.ok(heldMs <= 60_000);
    }
    return heldMs;
  });
  assert.equal(new Set(longest).size, 3, `${longest}`);
});

test('time in service makes earlier times aside forgotten', () => {
  const policy = readyPolicy({ replicas: IDS });
  const holdAfterFive = (atMs: number) => {
    fail(policy, 'a', 5, atMs);
    const [aside] = policy.asides();
    assert.ok(aside !== undefined);
    policy.onWake(aside.untilMs);
    endAt(policy, 'a', 'OK', aside.untilMs);
    return aside.untilMs - (atMs + 4);
  };
  assert.ok(holdAfterFive(0) <= 1500);
  const second = holdAfterFive(2000);
  assert.ok(second >= 2000 && second <= 3000, `${second} ms`);
  assert.ok(holdAfterFive(60_000) <= 1500);
});

test('state goes with membership, and a smaller fleet spares fewer', () => {
  const policy = readyPolicy({ replicas: IDS });
  fail(policy, 'a', 5, 0);
  fail(policy, 'b', 5, 10);
  policy.setReplicas(['a', 'b', 'c'], 20);
  assert.deepEqual(asideIds(policy), ['b'], 'the first one is tried');
  policy.setReplicas(['a', 'c', 'd'], 30);
  assert.deepEqual(asideIds(policy), []);
  policy.setReplicas(IDS, 40);
  assert.equal(penaltyOf(policy, 'b', 40), 0, 'new under an old name');
});

test('the baselines are averse to nothing', () => {
  const policy = readyPolicy({ replicas: IDS, policy: 'round_robin' });
  fail(policy, 'a', 20, 0);
  assert.deepEqual([asideIds(policy), penaltyOf(policy, 'a', 20)], [[], 0]);
});

test('who switches to a baseline has everybody back', () => {
  const policy = readyPolicy({ replicas: IDS });
  fail(policy, 'a', 5, 0);
  const { asideChanges } = policy;
  policy.configure({ policy: 'random' }, 10);
  assert.deepEqual(asideIds(policy), []);
  assert.ok(policy.asideChanges > asideChanges);
  assert.ok(policy.snapshot(10).replicas.every(({ eligible }) => eligible));
});
