// When which replica is probed: rates, caps, skips by reason, idle probing, newcomers, replicas without a probe service.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fleet, type Member } from '../src/fleet.ts';
import { defaultOptions, type PolicyOptions } from '../src/options.ts';
import { ProbeScheduler } from '../src/probe-scheduler.ts';
import { createRng } from '../src/rng.ts';
import type { ProbeFailure } from '../src/vocabulary.ts';
import { replicaIds } from './ready-policy.ts';

/** A scheduler over `count` eligible replicas that were probed as newcomers and have answered; the caps hold from then on. */
function setUp(count: number, change: Partial<PolicyOptions> = {}) {
  const fleet = new Fleet();
  const scheduler = new ProbeScheduler(fleet, createRng(11));
  const options = { ...defaultOptions, probeMaxPerSecond: 1e6, ...change };
  fleet.setReplicas(replicaIds(count));
  for (const member of fleet.members) {
    fleet.setAllowed(member, true);
    scheduler.onEligible(member);
  }
  const uncapped = { ...options, probeMaxPerSecond: 1e6, probeMaxInFlight: 1000 };
  for (const member of scheduler.onWake('with_queries', uncapped, 0)) scheduler.onReply(member, 0);
  const query = (nowMs: number) => ids(scheduler.onQuery(options, nowMs));
  const wake = (nowMs: number) => ids(scheduler.onWake('with_queries', options, nowMs));
  const member = (id: string): Member => {
    const found = fleet.get(id);
    assert.ok(found !== undefined);
    return found;
  };
  const reply = (id: string, nowMs: number) => scheduler.onReply(member(id), nowMs);
  const fail = (id: string, cause: ProbeFailure, nowMs: number) =>
    scheduler.onFailure(member(id), cause, nowMs);
  return { fleet, scheduler, options, query, wake, member, reply, fail };
}

const ids = (members: readonly Member[]) => members.map(member => member.id).sort();

/** Queries a millisecond apart, every probe answered at once: probes by query. */
function probesByQuery(rProbe: number, queries: number, replicas = 20): number[] {
  const { query, reply } = setUp(replicas, { rProbe });
  return Array.from({ length: queries }, (_, i) => {
    const probed = query(i);
    for (const id of probed) reply(id, i);
    return probed.length;
  });
}

test('a query causes r_probe probes, rounded so that the average is exact', () => {
  assert.deepEqual(probesByQuery(3, 4), [3, 3, 3, 3]);
  assert.deepEqual(probesByQuery(0.25, 8), [0, 0, 0, 1, 0, 0, 0, 1]);
  assert.deepEqual(probesByQuery(1.5, 4), [1, 2, 1, 2]);
  assert.deepEqual(probesByQuery(0, 4), [0, 0, 0, 0]);
});

test('a query never probes a replica twice, nor more than there are', () => {
  assert.deepEqual(setUp(3, { rProbe: 50 }).query(1), ['r0', 'r1', 'r2']);
  assert.deepEqual(setUp(0).query(1), []);
});

test('only eligible replicas are probed', () => {
  const { fleet, query, member } = setUp(4, { rProbe: 4 });
  fleet.setAllowed(member('r2'), false);
  assert.deepEqual(query(1), ['r0', 'r1', 'r3']);
});

test('probes in flight are capped, what is skipped is counted, answers make room', () => {
  const { scheduler, query, reply, fail } = setUp(10, { rProbe: 4, probeMaxInFlight: 6 });
  assert.equal(query(1).length, 4);
  const second = query(2);
  assert.equal(second.length, 2);
  assert.deepEqual(query(3), []);
  assert.equal(scheduler.inFlight, 6);
  assert.deepEqual(scheduler.skipped, { in_flight: 6, rate: 0, backoff: 0 });
  reply(second[0] ?? '', 4);
  fail(second[1] ?? '', 'unreached', 4);
  assert.equal(scheduler.inFlight, 4);
  assert.equal(query(5).length, 2);
});

test('probes a second to one replica are capped apart from the others', () => {
  const { scheduler, query, reply } = setUp(2, { rProbe: 2, probeMaxPerSecond: 20 });
  for (const [nowMs, expected] of [
    [0, ['r0', 'r1']],
    [1, ['r0', 'r1']],
    [49, []],
    [51, ['r0', 'r1']],
    [52, []],
  ] as const) {
    const probed = query(nowMs);
    assert.deepEqual(probed, expected, `at ${nowMs}`);
    for (const id of probed) reply(id, nowMs);
  }
  assert.deepEqual(scheduler.skipped, { in_flight: 0, rate: 4, backoff: 0 });
});

test('a probe refused for the number in flight costs no token', () => {
  const { scheduler, query, reply } = setUp(1, { rProbe: 1, probeMaxInFlight: 1, probeMaxPerSecond: 10 });
  assert.deepEqual(query(200), ['r0']);
  for (let i = 0; i < 5; i++) assert.deepEqual(query(300), []);
  assert.equal(scheduler.skipped.in_flight, 5);
  reply('r0', 300);
  assert.deepEqual(query(301), ['r0']);
});

test('over one timeout in ten halves the rate, and the halves are counted', () => {
  const { scheduler, query, fail, reply } = setUp(20, { rProbe: 2 });
  for (let i = 0; i < 2; i++) for (const id of query(1)) fail(id, 'timeout', 1);
  // The newcomers' 20 answers, then timeouts: the third was over the limit; the fourth counts anew.
  assert.equal(scheduler.rateFactor(1), 0.5);
  const sent = Array.from({ length: 4 }, () => {
    const probed = query(1);
    for (const id of probed) reply(id, 1);
    return probed.length;
  });
  assert.deepEqual(sent, [1, 1, 1, 1]);
  assert.equal(scheduler.skipped.backoff, 4);
  assert.equal(scheduler.rateFactor(5001), 1);
  assert.equal(query(5001).length, 2);
  assert.equal(scheduler.skipped.backoff, 4);
});

test('due and held back add up to r_probe a query all the way of a recovery', () => {
  const { scheduler, options, query, reply } = setUp(50, { rProbe: 1.3 });
  scheduler.onStall(60, options, 10);
  let sent = 0;
  const queries = 3000;
  for (let i = 0; i < queries; i++) {
    const nowMs = 10 + i * 2;
    for (const id of query(nowMs)) {
      sent++;
      reply(id, nowMs);
    }
  }
  assert.ok(Math.abs(sent + scheduler.skipped.backoff - queries * 1.3) < 2);
  // The mean factor over the recovery (2500 queries) is 3/4.
  assert.ok(Math.abs(scheduler.skipped.backoff - 2500 * 1.3 * 0.25) < 2, String(scheduler.skipped.backoff));
});

test('a stall of over half the probe timeout halves the rate', () => {
  const { scheduler, options } = setUp(3, { probeTimeoutMs: 40 });
  scheduler.onStall(20, options, 5);
  assert.equal(scheduler.rateFactor(5), 1);
  scheduler.onStall(20.5, options, 5);
  assert.equal(scheduler.rateFactor(5), 0.5);
});

test('errors and lost connections are no timeouts', () => {
  const { scheduler, query, fail } = setUp(20, { rProbe: 2 });
  for (let i = 0; i < 10; i++) for (const id of query(1)) fail(id, i % 2 === 0 ? 'unreached' : 'error', 1);
  assert.equal(scheduler.rateFactor(1), 1);
});

test('silence is probed, and a query ends it', () => {
  const { scheduler, options, wake, query, reply } = setUp(10, { probeIdleMs: 500, rProbe: 3 });
  assert.equal(scheduler.wakeAtMs('with_queries', options, 1), 500);
  assert.deepEqual(wake(499), []);
  const first = wake(500);
  assert.equal(first.length, 3);
  assert.equal(scheduler.wakeAtMs('with_queries', options, 500), 1000);
  for (const id of first) reply(id, 500);
  assert.equal(query(900).length, 3);
  assert.equal(scheduler.wakeAtMs('with_queries', options, 900), 1400);
  assert.deepEqual(wake(1000), []);
  assert.equal(wake(1400).length, 3);
});

test('idle probing fills at least the pool that a pick needs', () => {
  assert.equal(setUp(10, { rProbe: 0 }).wake(500).length, 2);
  assert.equal(setUp(10, { rProbe: 0.2, minPool: 4 }).wake(500).length, 4);
  assert.equal(setUp(10, { rProbe: 4.5 }).wake(500).length, 5);
  assert.equal(setUp(1).wake(500).length, 1);
});

test('queries that cause no probe are silence', () => {
  const { wake, query } = setUp(10, { rProbe: 0 });
  assert.deepEqual(query(499), []);
  assert.equal(wake(500).length, 2);
});

test('idle probing can be off; without replicas nothing is due', () => {
  const off = setUp(3, { probeIdleMs: 0 });
  assert.equal(off.scheduler.wakeAtMs('with_queries', off.options, 1e9), Number.POSITIVE_INFINITY);
  assert.deepEqual(off.wake(1e9), []);
  const nobody = setUp(0);
  assert.equal(nobody.scheduler.wakeAtMs('with_queries', nobody.options, 1e9), Number.POSITIVE_INFINITY);
  assert.deepEqual(nobody.wake(1e9), []);
});

test('a newcomer is probed at once', () => {
  const { fleet, scheduler, options, wake, member } = setUp(3);
  fleet.setReplicas([...replicaIds(3), 'new']);
  fleet.setAllowed(member('new'), true);
  scheduler.onEligible(member('new'));
  assert.equal(scheduler.wakeAtMs('with_queries', options, 7), 7);
  assert.deepEqual(wake(7), ['new']);
  assert.equal(scheduler.wakeAtMs('with_queries', options, 7), 507);
  assert.deepEqual(wake(8), []);
});

test('a newcomer that went again is not probed', () => {
  const { fleet, scheduler, wake, member } = setUp(3);
  const [first, second] = [member('r0'), member('r1')];
  for (const gone of [first, second]) {
    fleet.setAllowed(gone, false);
    fleet.setAllowed(gone, true);
    scheduler.onEligible(gone);
  }
  fleet.setAllowed(first, false);
  fleet.setReplicas(['r0', 'r2']);
  scheduler.onLeft(second);
  assert.deepEqual(wake(1), []);
});

test('a newcomer in a silence is not probed twice', () => {
  const { fleet, scheduler, wake, member } = setUp(3, { rProbe: 3 });
  fleet.setReplicas([...replicaIds(3), 'new']);
  fleet.setAllowed(member('new'), true);
  scheduler.onEligible(member('new'));
  const probed = wake(600);
  assert.ok(probed.includes('new'));
  assert.equal(new Set(probed).size, probed.length);
});

for (const cause of ['unimplemented', 'error', 'invalid'] as const) {
  test(`a replica that answers a probe with ${cause} is not asked again for 30 s`, () => {
    const { scheduler, member, query, fail } = setUp(1, { rProbe: 1, probeMaxInFlight: 1 });
    assert.deepEqual(query(1), ['r0']);
    fail('r0', cause, 2);
    assert.ok(scheduler.isSilent(member('r0'), 30_001));
    // It passes, so that what is known locally can stand in, but it is not in flight and spends no cap.
    assert.deepEqual(query(3), ['r0']);
    assert.equal(scheduler.inFlight, 0);
    assert.ok(!scheduler.isSilent(member('r0'), 30_002));
    query(30_002);
    assert.equal(scheduler.inFlight, 1);
  });
}

for (const cause of ['timeout', 'unreached'] as const) {
  test(`after a probe that ended in ${cause} the replica is asked on`, () => {
    const { scheduler, member, query, fail } = setUp(1, { rProbe: 1 });
    query(1);
    fail('r0', cause, 2);
    assert.ok(!scheduler.isSilent(member('r0'), 2));
    query(3);
    assert.equal(scheduler.inFlight, 1);
  });
}

test('an answer or a new connection ends the waiting for 30 s', () => {
  const { scheduler, member, fail, reply } = setUp(2);
  fail('r0', 'unimplemented', 1);
  fail('r1', 'unimplemented', 1);
  reply('r0', 2);
  scheduler.onEligible(member('r1'));
  assert.ok(!scheduler.isSilent(member('r0'), 2));
  assert.ok(!scheduler.isSilent(member('r1'), 2));
});

test('the probes in flight to a replica that left are given back', () => {
  const { fleet, scheduler, query, member } = setUp(2, { rProbe: 2 });
  query(1);
  query(2);
  assert.equal(scheduler.inFlight, 4);
  const gone = member('r1');
  fleet.setReplicas(['r0']);
  scheduler.onLeft(gone);
  assert.equal(scheduler.inFlight, 2);
  scheduler.onReply(gone, 3);
  assert.equal(scheduler.inFlight, 2);
});

test('an answer that was not asked for gives nothing back', () => {
  const { scheduler, reply, fail, query } = setUp(2, { rProbe: 1 });
  reply('r0', 1);
  fail('r1', 'timeout', 1);
  assert.equal(scheduler.inFlight, 0);
  query(2);
  assert.equal(scheduler.inFlight, 1);
});

describe('a rule that polls', () => {
  /** Replicas polled at each wake-up until `untilMs`, which come when they are wanted; all answer unless told otherwise. */
  function polls(count: number, untilMs: number, change: Partial<PolicyOptions> = {}, answers = true) {
    const { scheduler, options, reply } = setUp(count, change);
    const turns: [number, string[]][] = [];
    for (let nowMs = 1; nowMs <= untilMs; nowMs = scheduler.wakeAtMs('all', options, nowMs)) {
      const polled = ids(scheduler.onWake('all', options, nowMs));
      turns.push([nowMs, polled]);
      if (answers) for (const id of polled) reply(id, nowMs);
    }
    return { turns, scheduler };
  }

  test('asks all every pollMs, and no idle probes besides', () => {
    const { turns } = polls(3, 1500, { probeIdleMs: 20 });
    assert.deepEqual(turns, [
      [1, ['r0', 'r1', 'r2']],
      [501, ['r0', 'r1', 'r2']],
      [1001, ['r0', 'r1', 'r2']],
    ]);
  });

  test('keeps to the caps, and counts what it skipped', () => {
    const unanswered = polls(4, 1001, { probeMaxInFlight: 6 }, false);
    assert.deepEqual(
      unanswered.turns.map(([, polled]) => polled.length),
      [2, 2, 2, 0, 0],
    );
    assert.equal(unanswered.scheduler.skipped.in_flight, 4);
    assert.equal(unanswered.scheduler.inFlight, 6);
    const rare = polls(2, 400, { pollMs: 100, probeMaxPerSecond: 1 });
    assert.equal(rare.turns.flatMap(([, polled]) => polled).length, 2);
    assert.equal(rare.scheduler.skipped.rate, 6);
  });

  test('asks newcomers at once, once, and has nothing to do while nobody is there', () => {
    const { fleet, scheduler, options, member } = setUp(2);
    assert.deepEqual(ids(scheduler.onWake('all', options, 1)), ['r0', 'r1']);
    fleet.setReplicas(['r0', 'r1', 'r2']);
    fleet.setAllowed(member('r2'), true);
    scheduler.onEligible(member('r2'));
    assert.equal(scheduler.wakeAtMs('all', options, 7), 7);
    assert.deepEqual(ids(scheduler.onWake('all', options, 7)), ['r2']);
    scheduler.onEligible(member('r2'));
    assert.deepEqual(ids(scheduler.onWake('all', options, 501)), ['r0', 'r1', 'r2']);
    const nobody = setUp(0);
    assert.deepEqual(nobody.scheduler.onWake('all', nobody.options, 1), []);
    assert.equal(nobody.scheduler.wakeAtMs('all', nobody.options, 1), Number.POSITIVE_INFINITY);
  });
});
