// Weighted round robin by gRFC A58: which weight a report gives, when it counts, and what share follows from it.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { EdfSchedule } from '../src/baselines/edf-schedule.ts';
import { ReportedWeights } from '../src/baselines/reported-weights.ts';
import { Member } from '../src/fleet.ts';
import type { LoadReport } from '../src/load-report.ts';
import { createRng } from '../src/rng.ts';
import { picked, readyPolicy, replicaIds } from './ready-policy.ts';
import { seed } from './seed.ts';

const report = (qps: number, utilization: number, eps = 0): LoadReport => ({
  rif: 0,
  latencyMs: null,
  qps,
  utilization,
  eps,
});

/** The weight of one replica after reports at their times. */
function weightAt(nowMs: number, ...reports: readonly (readonly [number, LoadReport])[]): number {
  const members = [new Member('a', 0)];
  const weights = new ReportedWeights((_, [weight = -1]) => weight);
  for (const [atMs, load] of reports) weights.onReport(members[0] as Member, load, atMs);
  return weights.scheduleOf(members, nowMs);
}

const BLACKOUT_MS = 10_000;
const EXPIRY_MS = 180_000;

describe('a weight', () => {
  for (const [name, load, weight] of [
    ['is qps over utilization', report(100, 0.5), 200],
    ['less the error penalty', report(100, 0.5, 50), 100],
    ['is none without queries', report(0, 0.5), 0],
    ['is none without utilization', report(100, 0), 0],
    ['is none where neither is reported', { rif: 3, latencyMs: 5 }, 0],
  ] as const) {
    test(name, () => assert.equal(weightAt(BLACKOUT_MS, [0, load]), weight));
  }

  test('counts after ten seconds of reports, and expires three minutes after the last', () => {
    const first = [1000, report(10, 1)] as const;
    const last = [9000, report(30, 1)] as const;
    assert.equal(weightAt(1000 + BLACKOUT_MS - 1, first, last), 0);
    assert.equal(weightAt(1000 + BLACKOUT_MS, first, last), 30);
    assert.equal(weightAt(9000 + EXPIRY_MS - 1, first, last), 30);
    assert.equal(weightAt(9000 + EXPIRY_MS, first, last), 0);
  });

  test('a report that says nothing keeps the former one, and makes it no younger', () => {
    assert.equal(weightAt(BLACKOUT_MS, [0, report(10, 1)], [5000, report(0, 1)]), 10);
    assert.equal(weightAt(EXPIRY_MS, [0, report(10, 1)], [5000, report(0, 1)]), 0);
  });

  test('after an expiry there is a blackout again', () => {
    const members = [new Member('a', 0)];
    const weights = new ReportedWeights((_, [weight = -1]) => weight);
    const tell = (nowMs: number) => weights.onReport(members[0] as Member, report(10, 1), nowMs);
    tell(0);
    assert.equal(weights.scheduleOf(members, EXPIRY_MS), 0);
    tell(EXPIRY_MS + 5);
    assert.equal(weights.scheduleOf(members, EXPIRY_MS + BLACKOUT_MS), 0);
    assert.equal(weights.scheduleOf(members, EXPIRY_MS + BLACKOUT_MS + 2000), 10);
  });
});

test('a schedule is made anew every second and when the replicas change', () => {
  let made = 0;
  const weights = new ReportedWeights(() => ++made);
  const [few, more] = [[new Member('a', 0)], [new Member('a', 0), new Member('b', 1)]];
  assert.deepEqual(
    [0, 500, 999, 1000, 1500, 2000].map(nowMs => weights.scheduleOf(few, nowMs)),
    [1, 1, 1, 2, 2, 3],
  );
  assert.equal(weights.scheduleOf(more, 2001), 4);
  assert.equal(weights.scheduleOf(more, 2999), 4);
});

test('earliest deadline first: after any number of turns each has its share', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 500 }),
      fc.nat(),
      (weights, turns, drawSeed) => {
        const members = weights.map((_, i) => new Member(String(i), i));
        const schedule = new EdfSchedule(members, weights, createRng(drawSeed));
        const counts = new Map<Member | undefined, number>();
        for (let i = 0; i < turns; i++) {
          const member = schedule.next(undefined);
          counts.set(member, (counts.get(member) ?? 0) + 1);
        }
        const sum = weights.reduce((total, weight) => total + weight, 0);
        for (const [i, weight] of weights.entries()) {
          // Up to time t replica i has had t w_i turns, give or take one; so had all, which places t within n / sum.
          const bound = 1 + (weights.length * weight) / sum;
          const got = counts.get(members[i]) ?? 0;
          assert.ok(Math.abs(got - (turns * weight) / sum) <= bound + 1e-6, `${i}: ${got} of ${turns}`);
        }
      },
    ),
    { seed, numRuns: 300 },
  );
});

test('earliest deadline first: each turn goes to the earliest, the excluded one left out', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(0.5, 1, 2, 3), { minLength: 1, maxLength: 12 }),
      fc.array(fc.option(fc.nat(11)), { maxLength: 100 }),
      fc.nat(),
      (weights, exclusions, drawSeed) => {
        const members = weights.map((_, i) => new Member(String(i), i));
        const schedule = new EdfSchedule(members, weights, createRng(drawSeed));
        const rng = createRng(drawSeed);
        const turns = weights.map((weight, i) => ({
          member: members[i],
          at: (1 / weight) * rng.float(),
          weight,
        }));
        for (const place of exclusions) {
          const excluded = place === null ? undefined : members[place];
          const others = turns.filter(({ member }) => excluded === undefined || member !== excluded);
          const [turn] = others.toSorted((a, b) => a.at - b.at);
          assert.equal(schedule.next(excluded), turn?.member);
          if (turn !== undefined) turn.at += 1 / turn.weight;
        }
      },
    ),
    { seed, numRuns: 300 },
  );
});

test('the excluded one keeps its turn, and alone it has none', () => {
  const [a, b] = [new Member('a', 0), new Member('b', 1)];
  const schedule = new EdfSchedule([a, b], [1000, 1], createRng(1));
  for (let i = 0; i < 5; i++) assert.equal(schedule.next(a), b);
  for (let i = 0; i < 50; i++) assert.equal(schedule.next(undefined), a);
  assert.equal(new EdfSchedule([a], [1], createRng(1)).next(a), undefined);
});

describe('the policy', () => {
  const PICKS = 6000;

  /** Shares of picks between the end of the blackout and the next update, one pick a tenth of a millisecond. */
  function shares(loads: readonly (LoadReport | null)[]) {
    const replicas = replicaIds(loads.length);
    const policy = readyPolicy({ policy: 'weighted_round_robin', replicas });
    for (const [i, load] of loads.entries()) {
      if (load !== null) policy.onProbeReply(replicas[i] ?? '', load, 0);
    }
    const counts = new Map(replicas.map(id => [id, 0]));
    let reason = '';
    for (let i = 0; i < PICKS; i++) {
      const { pickId, replica } = picked(policy, BLACKOUT_MS + i / 10);
      counts.set(replica, (counts.get(replica) ?? 0) + 1);
      reason = policy.explain(pickId)?.reason.replace(`${replica}: `, '') ?? '';
      policy.onQueryEnd(pickId, { status: 'OK', latencyMs: 1 }, BLACKOUT_MS + i / 10);
    }
    return { counts: [...counts.values()], reason };
  }

  for (const [name, loads, parts] of [
    ['by weight', [report(100, 1), report(200, 1), report(300, 1)], [1, 2, 3]],
    ['by capacity, whatever the use', [report(100, 0.5), report(30, 0.05)], [1, 3]],
    ['less for who fails', [report(100, 0.5, 50), report(100, 0.5)], [1, 2]],
    ['the mean for who reports nothing', [report(100, 1), report(300, 1), null], [1, 3, 2]],
  ] as const) {
    test(`shares ${name}`, () => {
      const { counts, reason } = shares(loads);
      const sum = parts.reduce((total: number, part) => total + part, 0);
      for (const [i, part] of parts.entries()) {
        const got = counts[i] ?? 0;
        assert.ok(Math.abs(got - (PICKS * part) / sum) <= 1 + (parts.length * part) / sum, counts.join(' '));
      }
      assert.equal(reason, 'next in turn by weight');
    });
  }

  test('with fewer than two weights it is round robin', () => {
    for (const loads of [
      [null, null, null],
      [report(100, 1), null, null],
    ]) {
      const { counts, reason } = shares(loads);
      assert.deepEqual(counts, [PICKS / 3, PICKS / 3, PICKS / 3]);
      assert.equal(reason, 'next in cyclic order, fewer than two weights are known');
    }
  });

  test('a replica that was away starts with a blackout', () => {
    const policy = readyPolicy({ policy: 'weighted_round_robin', replicas: ['a', 'b'] });
    for (const id of ['a', 'b']) policy.onProbeReply(id, report(100, 1), 0);
    const reasonAt = (nowMs: number) => policy.explain(picked(policy, nowMs).pickId)?.reason ?? '';
    assert.match(reasonAt(BLACKOUT_MS), /by weight$/);
    policy.setEligible('b', false, BLACKOUT_MS);
    policy.setEligible('b', true, BLACKOUT_MS);
    policy.onProbeReply('b', report(100, 1), BLACKOUT_MS);
    assert.match(reasonAt(BLACKOUT_MS + 1), /fewer than two weights are known$/);
    assert.match(reasonAt(2 * BLACKOUT_MS), /by weight$/);
  });
});
