// Every operation of the seam, done to the policy and to the naive model, each followed by a comparison in full.

import assert from 'node:assert/strict';
import type fc from 'fast-check';
import type { ProbeFailure } from '../src/closed-sets.ts';
import { invalidReason, type LoadReport } from '../src/load-report.ts';
import { type PolicyOptions, PrequalConfigError } from '../src/options.ts';
import type { Policy, Snapshot } from '../src/policy.ts';
import { assertSame, assertTold } from './compare-policy.ts';
import type { NaiveMember, NaivePick, NaivePolicy } from './naive-policy.ts';
import { naiveBest } from './naive-rule.ts';

/** The policy, and what the runs have met so far. */
export interface Real {
  readonly policy: Policy;
  /** Of the operation before. */
  snapshot: Snapshot;
  readonly met: Set<string>;
}

type Operation = fc.Command<NaivePolicy, Real>;

/** Time passes, `act` happens, and both are compared. Time never stands still, so that what is new has an age of 0. */
function operation(
  label: string,
  afterMs: number,
  act: (naive: NaivePolicy, real: Real) => void,
  isPossible: (naive: NaivePolicy) => boolean = () => true,
): Operation {
  return {
    check: isPossible,
    run: (naive, real) => {
      naive.nowMs += afterMs;
      act(naive, real);
      real.snapshot = assertSame(naive, real.policy, real.met);
    },
    toString: () => `+${afterMs} ms ${label}`,
  };
}

const nth = <T>(list: readonly T[], index: number): T => {
  const one = list[index % list.length];
  assert.ok(one !== undefined);
  return one;
};

export const setReplicas = (ids: readonly string[], afterMs: number) =>
  operation(`setReplicas ${ids.join(' ')}`, afterMs, (naive, { policy }) => {
    naive.setReplicas(ids);
    policy.setReplicas(ids, naive.nowMs);
  });

export const setEligible = (id: string, eligible: boolean, afterMs: number) =>
  operation(`setEligible ${id} ${eligible}`, afterMs, (naive, { policy }) => {
    naive.setEligible(id, eligible);
    policy.setEligible(id, eligible, naive.nowMs);
  });

export const setPanic = (panic: boolean, afterMs: number) =>
  operation(`setPanic ${panic}`, afterMs, (naive, { policy }) => {
    naive.panic = panic;
    policy.setPanic(panic, naive.nowMs);
  });

export const configure = (change: Partial<PolicyOptions>, afterMs: number) =>
  operation(`configure ${JSON.stringify(change)}`, afterMs, (naive, { policy }) => {
    naive.configure(change);
    policy.configure(change, naive.nowMs);
  });

export const configureWrong = (change: Partial<PolicyOptions>, afterMs: number) =>
  operation(`configure ${JSON.stringify(change)}, refused`, afterMs, (naive, { policy }) => {
    assert.throws(() => policy.configure(change, naive.nowMs), PrequalConfigError);
  });

export const stall = (lagMs: number, afterMs: number) =>
  operation(`stall of ${lagMs} ms`, afterMs, (naive, { policy }) => policy.onStall(lagMs, naive.nowMs));

export const pick = (exclude: string | undefined, afterMs: number) =>
  operation(`pick, not ${exclude}`, afterMs, (naive, real) => {
    const { policy } = real;
    naive.release();
    const eligible = naive.panic ? [] : naive.eligible.filter(member => member.id !== exclude);
    const allowed = naive.members.filter(member => member.allowed && member.id !== exclude);
    const panic = eligible.length === 0;
    const from = panic ? allowed : eligible;
    const seen = policy.snapshot(naive.nowMs);
    const picked = policy.pick(naive.nowMs, exclude);
    if (from.length === 0) {
      assert.deepEqual(picked, { kind: 'none', reason: 'no_replica' });
      return;
    }
    assert.ok(picked.kind === 'picked', 'with an eligible replica a choice exists');
    if (naive.isPrequal) naive.expire();
    const { rule, allowed: choices, serves } = naive.choice(from, panic);
    const member = naive.member(picked.replica);
    assert.ok(member !== undefined && choices.includes(member), `${picked.replica} was not to be picked`);
    const served = serves.find(entry => entry.member === member);
    const use = policy.lastUse();
    assert.equal(use.rule, rule);
    assert.equal(use.ageMs, served === undefined ? -1 : naive.nowMs - served.receivedAtMs);
    assert.equal(use.uses, served === undefined ? 0 : served.uses + 1);
    real.met.add(rule);
    const others = naive.pool.filter(one => one.member !== member && one.member.id !== exclude);
    const runnersUp = served === undefined ? [] : naiveBest(others, naive.isHot).map(one => one.member.id);
    const excluded = exclude !== undefined && naive.member(exclude) !== undefined ? exclude : null;
    assertTold(policy.explain(picked.pickId), {
      naive,
      seen,
      rule,
      pick: picked,
      served,
      runnersUp,
      excluded,
    });
    const after = policy.snapshot(naive.nowMs);
    naive.send(picked.pickId, member, rule, seen.probeRateFactor, removedAsWorst(real.snapshot, after));
    follow(naive, seen, after, picked.probe, naive.isPrequal ? dueOf(naive, seen, after) : 0, []);
  });

/** Replicas whose entries were removed as the worst between two snapshots, once for each. */
function removedAsWorst(before: Snapshot, after: Snapshot): string[] {
  return Object.entries(after.counts.removals).flatMap(([id, counts]) =>
    new Array<string>(counts.worst - (before.counts.removals[id]?.worst ?? 0)).fill(id),
  );
}

/** Probes that a query causes now; also holds the backoff to its rate. */
function dueOf(naive: NaivePolicy, before: Snapshot, after: Snapshot): number {
  const { rProbe } = naive.options;
  const factor = before.probeRateFactor;
  const heldBack = after.counts.probesSkipped.backoff - before.counts.probesSkipped.backoff;
  assert.equal(heldBack, factor < 1 ? naive.held.take(rProbe * (1 - factor)) : 0, 'held back');
  return Math.min(naive.due.take(rProbe * factor), naive.eligible.length);
}

/**
 * Checks that `sampled` distinct replicas, and all `newcomers`, were probed, answered for locally, or skipped for a reason;
 * then follows.
 */
function follow(
  naive: NaivePolicy,
  before: Snapshot,
  after: Snapshot,
  probe: readonly string[],
  sampled: number,
  newcomers: readonly NaiveMember[],
): void {
  const probed = probe.map(id => naive.member(id));
  const silent = naive.eligible.filter(member => naive.isSilent(member));
  const stoodIn = silent.filter(member => {
    const view = after.replicas.find(one => one.replica === member.id);
    return view?.source === 'local' && view.reportAgeMs === 0;
  });
  assert.equal(new Set(probe).size, probe.length, 'distinct');
  for (const member of probed) assert.ok(member?.eligible && !silent.includes(member), 'probed');
  for (const member of stoodIn) assert.ok(naive.standsIn(member), 'stood in');
  const skips = (reason: 'in_flight' | 'rate') =>
    after.counts.probesSkipped[reason] - before.counts.probesSkipped[reason];
  const skipped = skips('in_flight') + skips('rate');
  // A silent replica whose trailers are fresh is left alone, which nothing shows.
  const unseen = silent.filter(member => !naive.standsIn(member)).length;
  const told = probe.length + stoodIn.length + skipped;
  assert.ok(told >= Math.max(sampled, newcomers.length) - unseen, `${told} of ${sampled} probes`);
  assert.ok(told <= sampled + newcomers.length, `${told} of ${sampled} probes`);
  const capped = [...probe, ...stoodIn.map(member => member.id)].length < newcomers.length || skipped > 0;
  for (const member of newcomers) {
    if (!capped && !silent.includes(member)) assert.ok(probe.includes(member.id), `newcomer ${member.id}`);
  }
  for (const member of probed) if (member !== undefined) naive.asked.push(member);
  assert.ok(
    naive.asked.length <= Math.max(naive.options.probeMaxInFlight, before.probesInFlight),
    'in flight',
  );
  if (skips('in_flight') > 0)
    assert.ok(naive.asked.length >= naive.options.probeMaxInFlight, 'skipped too early');
  if (sampled > 0 || newcomers.length > 0) naive.lastProbeAtMs = naive.nowMs;
  naive.standInAnyOrder(ordersOf(stoodIn, after));
}

/**
 * The orders in which the stand-ins may have gone into the pool: it shows them, but for those that were evicted again and so
 * came first.
 */
function ordersOf(stoodIn: readonly NaiveMember[], after: Snapshot): NaiveMember[][] {
  const place = (member: NaiveMember) => after.pool.findIndex(view => view.replica === member.id);
  const held = stoodIn.filter(member => place(member) >= 0).toSorted((a, b) => place(a) - place(b));
  return permutations(stoodIn.filter(member => place(member) < 0)).map(order => [...order, ...held]);
}

function permutations<T>(list: readonly T[]): T[][] {
  if (list.length < 2) return [[...list]];
  return list.flatMap((one, i) => permutations(list.toSpliced(i, 1)).map(rest => [one, ...rest]));
}

export const wake = (afterMs: number) =>
  operation('wake', afterMs, (naive, { policy }) => {
    naive.release();
    const before = policy.snapshot(naive.nowMs);
    const { probe, wakeAtMs } = policy.onWake(naive.nowMs);
    if (!naive.isPrequal) {
      assert.deepEqual({ probe, wakeAtMs }, { probe: [], wakeAtMs: Number.POSITIVE_INFINITY });
      return;
    }
    const { probeIdleMs, minPool, rProbe } = naive.options;
    const canIdle = probeIdleMs > 0 && naive.eligible.length > 0;
    const idle = canIdle && naive.nowMs >= naive.lastProbeAtMs + probeIdleMs;
    const wanted = Math.min(Math.max(minPool, Math.ceil(rProbe)), naive.eligible.length);
    const newcomers = naive.eligible.filter(member => member.newcomer);
    follow(naive, before, policy.snapshot(naive.nowMs), probe, idle ? wanted : 0, newcomers);
    for (const member of naive.members) member.newcomer = false;
    const idleAtMs = canIdle ? naive.lastProbeAtMs + probeIdleMs : Number.POSITIVE_INFINITY;
    assert.equal(wakeAtMs, Math.min(idleAtMs, ...naive.asides.map(({ conduct }) => conduct.untilMs)));
    assert.ok(wakeAtMs > naive.nowMs, 'no busy loop');
  });

export const abandon = (index: number, afterMs: number) =>
  operation(
    `abandon ${index}`,
    afterMs,
    (naive, { policy }) => {
      const one = nth(naive.open, index);
      naive.abandon(one);
      policy.onPickAbandoned(one.pickId, naive.nowMs);
      policy.onPickAbandoned(one.pickId, naive.nowMs);
    },
    naive => naive.open.length > 0,
  );

export interface End {
  readonly status: 'OK' | 'UNAVAILABLE' | 'RESOURCE_EXHAUSTED' | 'NOT_FOUND';
  readonly latencyMs: number;
  readonly load: LoadReport | null;
}

export const endQuery = (index: number, end: End, afterMs: number) =>
  operation(
    `end ${index}: ${JSON.stringify(end)}`,
    afterMs,
    (naive, { policy }) => endOne(naive, policy, nth(naive.open, index), end),
    naive => naive.open.length > 0,
  );

/** All queries in flight fail, one shortly after the other. */
export const failAll = (afterMs: number) =>
  operation('all fail', afterMs, (naive, { policy }) => {
    for (const one of [...naive.open]) {
      naive.nowMs += 0.125;
      endOne(naive, policy, one, { status: 'UNAVAILABLE', latencyMs: 1, load: null });
      naive.adoptBudgets(policy.snapshot(naive.nowMs));
    }
  });

function endOne(naive: NaivePolicy, policy: Policy, one: NaivePick, { status, latencyMs, load }: End): void {
  const end = { status, latencyMs, ...(load === null ? {} : { load }) };
  const reason = load === null ? null : invalidReason(load);
  if (reason !== null && naive.members.includes(one.member)) {
    naive.invalid[reason] = (naive.invalid[reason] ?? 0) + 1;
  }
  policy.onQueryEnd(one.pickId, end, naive.nowMs);
  naive.judge(one, status, policy.asides());
  naive.end(one, status, latencyMs, reason === null ? load : null);
  naive.drop(one, status);
  policy.onQueryEnd(one.pickId, end, naive.nowMs);
}

/** An answer for the probe in flight that stands at `index`. */
export const answer = (index: number, load: LoadReport, afterMs: number) =>
  operation(
    `answer ${index}: ${JSON.stringify(load)}`,
    afterMs,
    (naive, real) => reply(naive, real.policy, nth(naive.asked, index), load),
    naive => naive.asked.length > 0,
  );

/** Answers for all probes in flight. */
export const answerAll = (loads: readonly LoadReport[], afterMs: number) =>
  operation('answer all', afterMs, (naive, { policy }) => {
    for (const [i, member] of [...naive.asked].entries()) {
      naive.nowMs += 0.125;
      reply(naive, policy, member, nth(loads, i));
      naive.adoptBudgets(policy.snapshot(naive.nowMs));
    }
  });

/** An answer of a replica that may not have been asked, or be no member. */
export const strayAnswer = (id: string, load: LoadReport, afterMs: number) =>
  operation(`stray answer of ${id}: ${JSON.stringify(load)}`, afterMs, (naive, { policy }) => {
    const member = naive.member(id);
    if (member === undefined) policy.onProbeReply(id, load, naive.nowMs);
    else reply(naive, policy, member, load);
  });

function reply(naive: NaivePolicy, policy: Policy, member: NaiveMember, load: LoadReport): void {
  const reason = invalidReason(load);
  if (reason === null) naive.reply(member, load);
  else {
    naive.invalid[reason] = (naive.invalid[reason] ?? 0) + 1;
    naive.fail(member, 'invalid');
  }
  policy.onProbeReply(member.id, load, naive.nowMs);
}

export const failProbe = (index: number, cause: ProbeFailure, afterMs: number) =>
  operation(
    `probe ${index} fails: ${cause}`,
    afterMs,
    (naive, { policy }) => {
      const member = nth(naive.asked, index);
      naive.fail(member, cause);
      policy.onProbeFailure(member.id, cause, naive.nowMs);
    },
    naive => naive.asked.length > 0,
  );
