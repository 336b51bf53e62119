// Picks, and what becomes of those that ask first, done to the policy and to the naive model.

import assert from 'node:assert/strict';
import type { Decision } from '../src/decision.ts';
import type { Pick, Snapshot } from '../src/policy.ts';
import { assertTold, shown } from './compare-policy.ts';
import { dueOf, follow } from './follow-probes.ts';
import type { NaiveMember } from './naive-member.ts';
import type { NaivePolicy, NaiveWait } from './naive-policy.ts';
import { naiveBest, naiveThreshold } from './naive-rule.ts';
import { nth, operation, type Real } from './operation.ts';
import type { Picked } from './ready-policy.ts';

const NONE = { kind: 'none', reason: 'no_replica' };

export const pick = (exclude: string | undefined, afterMs: number) =>
  operation(`pick, not ${exclude}`, afterMs, (naive, real) => {
    const { policy } = real;
    const { from, panic } = naive.pickable(exclude);
    const seen = policy.snapshot(naive.nowMs);
    const picked = policy.pick(naive.nowMs, exclude);
    if (from.length === 0) {
      assert.deepEqual(picked, NONE);
      return;
    }
    assert.ok(picked.kind !== 'none', 'with an eligible replica a choice exists');
    const decision = policy.explain(picked.pickId);
    assert.equal(decision === null, picked.kind === 'probe_first', 'not decided yet');
    const asks = decision === null || decision.answers !== null;
    assert.equal(asks, naive.asksFirst(from, panic) ?? asks, 'asks first');
    if (asks) {
      ask(naive, real, { pick: picked, exclude, seen, decision, eligible: from.length });
      return;
    }
    assert.ok(picked.kind === 'picked');
    const after = decide(naive, real, { pick: picked, exclude, seen, wait: null });
    const due = naive.isPrequal ? dueOf(naive, naive.due, naive.options.rProbe, seen, after) : 0;
    follow(naive, seen, after, picked.probe, Math.min(due, naive.eligible.length), []);
  });

/** The waiting is over, whatever has been answered. */
export const resolve = (index: number, afterMs: number) =>
  operation(
    `resolve ${index}`,
    afterMs,
    (naive, real) => {
      const { policy } = real;
      const wait = takeWait(naive, index);
      const { pickId, exclude } = wait;
      const { from } = naive.pickable(exclude);
      const seen = policy.snapshot(naive.nowMs);
      const resolved = policy.resolve(pickId, naive.nowMs);
      assert.throws(() => policy.resolve(pickId, naive.nowMs), RangeError);
      if (from.length === 0) {
        assert.deepEqual(resolved, NONE);
        return;
      }
      assert.ok(resolved.kind === 'picked', 'with an eligible replica a choice exists');
      assert.deepEqual([resolved.pickId, resolved.probe], [pickId, []]);
      decide(naive, real, { pick: { ...resolved, probe: wait.probe }, exclude, seen, wait });
    },
    naive => naive.waiting.length > 0,
  );

export const abandonWait = (index: number, afterMs: number) =>
  operation(
    `abandon wait ${index}`,
    afterMs,
    (naive, { policy }) => {
      const { pickId } = takeWait(naive, index);
      policy.onPickAbandoned(pickId, naive.nowMs);
      policy.onPickAbandoned(pickId, naive.nowMs);
      assert.throws(() => policy.resolve(pickId, naive.nowMs), RangeError);
    },
    naive => naive.waiting.length > 0,
  );

function takeWait(naive: NaivePolicy, index: number): NaiveWait {
  const wait = nth(naive.waiting, index);
  naive.waiting = naive.waiting.filter(one => one !== wait);
  return wait;
}

interface Asked {
  readonly pick: Exclude<Pick, { kind: 'none' }>;
  readonly exclude: string | undefined;
  readonly seen: Snapshot;
  /** null where the query waits. */
  readonly decision: Decision | null;
  readonly eligible: number;
}

/** A query asks first: it waits, or is decided at once where there is nobody to wait for. */
function ask(naive: NaivePolicy, real: Real, { pick, exclude, seen, decision, eligible }: Asked): void {
  const { mode, syncProbes, syncWaitMs } = naive.options;
  const after = real.policy.snapshot(naive.nowMs);
  const due = Math.min(dueOf(naive, naive.syncDue, syncProbes, seen, after), eligible);
  const { stoodIn, skipped, unseen } = follow(
    naive,
    seen,
    after,
    pick.probe,
    due,
    [],
    decision?.candidates ?? after.pool,
  );
  assert.ok(!pick.probe.includes(exclude ?? ''), 'the excluded one is not asked');
  const wait: NaiveWait = {
    pickId: pick.pickId,
    exclude,
    atMs: naive.nowMs,
    probe: pick.probe,
    asked: [...membersOf(naive, pick.probe), ...stoodIn],
    unseen,
    auto: mode === 'auto',
  };
  // All but one, two at least; those that were answered for at once need not be waited for.
  const wanted = due - skipped < 2 ? 0 : Math.max(2, due - skipped - 1);
  const waitFor = Math.min(pick.probe.length, wanted - stoodIn.length);
  if (pick.kind === 'picked') {
    assert.ok(waitFor <= 0, `${waitFor} were to be waited for`);
    decide(naive, real, { pick, exclude, seen, wait });
    return;
  }
  assert.deepEqual([pick.waitFor, pick.timeoutMs], [waitFor, syncWaitMs]);
  naive.waiting.push(wait);
}

interface Decided {
  /** With the probes that the query caused. */
  readonly pick: Picked;
  readonly exclude: string | undefined;
  /** The snapshot just before. */
  readonly seen: Snapshot;
  readonly wait: NaiveWait | null;
}

/** Holds the choice, what it was made on and how it is told to the model; then follows. Returns the snapshot after it. */
function decide(naive: NaivePolicy, real: Real, { pick, exclude, seen, wait }: Decided): Snapshot {
  const { policy, met } = real;
  const { from, panic } = naive.pickable(exclude);
  if (naive.isPrequal) naive.expire();
  const decision = policy.explain(pick.pickId) ?? assert.fail('told');
  naive.narrow(decision.rifHistory);
  const answered = wait === null ? [] : answeredOf(naive, wait, decision, panic);
  const compared = answered.length > 0 ? naive.compared(answered, exclude) : null;
  if (compared === null) naive.adoptBudgets({ ...seen, pool: decision.candidates });
  const { rule, allowed, serves } = compared === null ? naive.choice(from, panic) : naive.best(compared);
  const member = naive.member(pick.replica);
  assert.ok(member !== undefined && allowed.includes(member), `${pick.replica} was not to be picked`);
  const served = serves.find(entry => entry.member === member);
  const use = policy.lastUse();
  assert.equal(use.rule, rule);
  assert.equal(use.ageMs, served === undefined ? -1 : naive.nowMs - served.receivedAtMs);
  assert.equal(use.uses, served === undefined ? 0 : served.uses + 1);
  met.add(rule);
  if (wait !== null && !panic)
    naive.syncPicks[compared !== null ? 'answers' : rule === 'fallback' ? 'random' : 'pool']++;
  const entries = compared ?? naive.pool;
  const others = entries.filter(one => one.member !== member && one.member.id !== exclude);
  const runnersUp = served === undefined ? [] : naiveBest(others, naive.isHot).map(one => one.member.id);
  assertTold(decision, {
    naive,
    seen: {
      ...seen,
      threshold: naive.isPrequal ? naiveThreshold(naive.history, naive.options.qRif) : null,
      rifHistory: decision.rifHistory,
      pool: entries.map(entry => shown(entry, naive)),
    },
    rule,
    pick,
    served,
    runnersUp,
    excluded: exclude !== undefined && naive.member(exclude) !== undefined ? exclude : null,
    waited: wait === null ? null : { answers: decision.answers ?? Number.NaN, auto: wait.auto },
  });
  const after = policy.snapshot(naive.nowMs);
  const ofPool = served !== undefined && naive.pool.includes(served) ? served : undefined;
  naive.send(pick.pickId, member, rule, {
    served: ofPool,
    rateFactor: seen.probeRateFactor,
    worst: removedAsWorst(real.snapshot, after),
  });
  return after;
}

/** Those whose answers the choice is made on, none where they are too few or the rule asks for none. */
function answeredOf(
  naive: NaivePolicy,
  { asked, unseen, atMs }: NaiveWait,
  { answers, candidates }: Decision,
  panic: boolean,
): NaiveMember[] {
  const known = naive.answeredOf(asked, atMs);
  const possible = naive.answeredOf(unseen, atMs);
  assert.ok(answers !== null && answers >= known.length && answers <= known.length + possible.length);
  if (!naive.isPrequal || panic || answers < 2) return [];
  const answered = membersOf(
    naive,
    candidates.slice(0, answers).map(({ replica }) => replica),
  );
  for (const member of known) assert.ok(answered.includes(member), `${member.id} answered`);
  for (const member of answered)
    assert.ok(known.includes(member) || possible.includes(member), `${member.id} did not answer`);
  return answered;
}

function membersOf(naive: NaivePolicy, ids: readonly string[]): NaiveMember[] {
  return ids.map(id => naive.member(id) ?? assert.fail(`${id} is no member`));
}

/** Replicas whose entries were removed as the worst between two snapshots, once for each. */
function removedAsWorst(before: Snapshot, after: Snapshot): string[] {
  return Object.entries(after.counts.removals).flatMap(([id, counts]) =>
    new Array<string>(counts.worst - (before.counts.removals[id]?.worst ?? 0)).fill(id),
  );
}
