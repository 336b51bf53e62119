// Is what the policy shows what the naive model holds?

import assert from 'node:assert/strict';
import type { Candidate, Decision } from '../src/decision.ts';
import type { Policy, Snapshot } from '../src/policy.ts';
import type { RuleName } from '../src/vocabulary.ts';
import type { NaiveEntry } from './naive-member.ts';
import type { NaivePolicy } from './naive-policy.ts';
import { naiveThreshold } from './naive-rule.ts';
import type { Picked } from './ready-policy.ts';

const finiteOrNull = (latencyMs: number) => (latencyMs === Number.POSITIVE_INFINITY ? null : latencyMs);

const positive = (counts: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));

/** An entry as a page would show it, all but the uses left. */
export function shown(entry: NaiveEntry, naive: NaivePolicy) {
  return {
    replica: entry.member.id,
    rif: entry.rif,
    reportedRif: entry.report.rif,
    penalty: entry.penalty,
    latencyMs: finiteOrNull(entry.latencyMs),
    ageMs: naive.nowMs - entry.receivedAtMs,
    usesLeft: entry.usesLeft,
    trial: entry.trial,
    hot: naive.isHot(entry.rif),
    score: null,
    source: entry.source,
  };
}

/** Compares everything; returns the snapshot and adds to `met` what the runs have come across. */
export function assertSame(naive: NaivePolicy, policy: Policy, met: Set<string>): Snapshot {
  const snapshot = policy.snapshot(naive.nowMs);
  const { options, isPrequal, sizing } = naive;
  naive.narrow(snapshot.rifHistory);
  naive.adoptBudgets(snapshot);
  const fresh = naive.pool.filter(entry => naive.nowMs - entry.receivedAtMs <= options.probeMaxAgeMs);
  assert.deepEqual(
    snapshot.pool,
    fresh.map(entry => shown(entry, naive)),
  );
  assertBounds(naive, snapshot.pool);
  assert.deepEqual(
    snapshot.replicas,
    naive.members.map(
      ({ id, eligible, conduct, inFlight, report, source, reportedAtMs, sentSinceReport }) => ({
        replica: id,
        eligible,
        penalty: conduct.penalty(naive.nowMs),
        inFlight,
        rif: report === null ? null : report.rif + sentSinceReport,
        latencyMs: report?.latencyMs ?? null,
        reportAgeMs: report === null ? null : naive.nowMs - reportedAtMs,
        source,
      }),
    ),
  );
  assert.deepEqual(
    new Set(policy.asides().map(({ replica, untilMs }) => `${replica} ${untilMs}`)),
    new Set(naive.asides.map(({ id, conduct }) => `${id} ${conduct.untilMs}`)),
  );
  assert.ok(naive.asides.length <= naive.cap, 'at most half are aside');
  if (naive.asides.length > 0) met.add('aside');
  const { regime, threshold, reuseBudget, poolCapacity, probesPerQuery, probesInFlight } = snapshot;
  assert.deepEqual(
    { regime, threshold, reuseBudget, poolCapacity, probesPerQuery, probesInFlight },
    {
      regime: isPrequal ? sizing.regime : null,
      threshold: isPrequal ? naiveThreshold(naive.history, options.qRif) : null,
      reuseBudget: isPrequal ? sizing.reuseBudget : null,
      poolCapacity: isPrequal ? sizing.capacity : null,
      probesPerQuery: isPrequal ? options.rProbe : null,
      probesInFlight: naive.asked.length,
    },
  );
  assert.deepEqual(snapshot.options, options);
  for (const member of naive.members) {
    assert.deepEqual(positive(snapshot.counts.picks[member.id] ?? {}), positive(member.picks), member.id);
    assert.deepEqual(
      positive(snapshot.counts.removals[member.id] ?? {}),
      positive(member.removals),
      member.id,
    );
    for (const reason of Object.keys(member.removals)) met.add(reason);
    if (member.source !== null) met.add(member.source);
  }
  assert.equal(Object.keys(snapshot.counts.picks).length, naive.members.length);
  assert.deepEqual(snapshot.counts.reportsInvalid, naive.invalid);
  assert.deepEqual(snapshot.counts.syncPicks, naive.syncPicks);
  for (const [basis, count] of Object.entries(naive.syncPicks)) if (count > 0) met.add(`by ${basis}`);
  for (const [reason, count] of Object.entries(snapshot.counts.probesSkipped)) if (count > 0) met.add(reason);
  if (regime !== null) met.add(regime);
  return snapshot;
}

function assertBounds(naive: NaivePolicy, pool: readonly Candidate[]): void {
  assert.ok(naive.pool.length <= naive.sizing.capacity, 'capacity');
  assert.equal(new Set(pool.map(view => view.replica)).size, pool.length, 'one entry a replica');
  for (const view of pool) {
    assert.ok(naive.member(view.replica)?.eligible, 'members only, eligible only');
    assert.ok(view.usesLeft >= 1, 'within its budget');
    assert.ok(view.rif >= view.reportedRif, 'compensation is taken back at most once');
  }
}

interface Expected {
  readonly naive: NaivePolicy;
  /** What the pick saw. */
  readonly seen: Pick<Snapshot, 'threshold' | 'regime' | 'rifHistory' | 'poolCapacity' | 'pool'>;
  readonly rule: RuleName;
  readonly pick: Picked;
  readonly served: NaiveEntry | undefined;
  readonly runnersUp: readonly string[];
  readonly excluded: string | null;
  /** Answers that came in time, and why they were asked for; null when nobody was. */
  readonly waited: { readonly answers: number; readonly auto: boolean } | null;
}

/** Compares the decision with what was there before the pick. */
export function assertTold(
  decision: Decision | null,
  { naive, seen, rule, pick, served, runnersUp, excluded, waited }: Expected,
): void {
  assert.ok(decision !== null);
  const { candidates, runnerUp, reason, ...rest } = decision;
  assert.deepEqual(rest, {
    id: pick.pickId,
    atMs: naive.nowMs,
    policy: naive.options.policy,
    mode: waited === null ? 'async' : 'sync',
    rule,
    replica: pick.replica,
    threshold: seen.threshold,
    qRif: naive.isPrequal ? naive.options.qRif : null,
    hotTies: naive.isPrequal ? naive.options.hotTies : null,
    regime: seen.regime,
    rifHistory: seen.rifHistory,
    poolCapacity: seen.poolCapacity,
    excluded,
    probed: pick.probe,
    answers: waited?.answers ?? null,
    ref: served?.report.ref ?? 0,
    status: null,
    durationMs: null,
  });
  assert.deepEqual(candidates, seen.pool);
  if (runnersUp.length === 0) assert.equal(runnerUp, null);
  else assert.ok(runnerUp !== null && runnersUp.includes(runnerUp), `${runnerUp} is no runner-up`);
  assert.ok(reason.startsWith(`${pick.replica}: `));
  const [said, since] = reason.split('; asked first, ')[1]?.split(', since the pool ') ?? [];
  assert.equal(said, waited === null ? undefined : `${waited.answers} answered in time`);
  assert.equal(since !== undefined, waited?.auto === true, reason);
}
