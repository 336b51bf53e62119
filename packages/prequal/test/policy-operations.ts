// Every operation of the seam but picks, done to the policy and to the naive model, each followed by a comparison in full.

import assert from 'node:assert/strict';
import { invalidReason, type LoadReport } from '../src/load-report.ts';
import { type PolicyOptions, PrequalConfigError } from '../src/options.ts';
import type { Policy } from '../src/policy.ts';
import type { ProbeFailure } from '../src/vocabulary.ts';
import { follow } from './follow-probes.ts';
import type { NaiveMember } from './naive-member.ts';
import type { NaivePick, NaivePolicy } from './naive-policy.ts';
import { nth, operation } from './operation.ts';

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
