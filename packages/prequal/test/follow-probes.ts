// Which probes may the policy ask for now? Checked against the naive model, which then follows.

import assert from 'node:assert/strict';
import type { Candidate } from '../src/decision.ts';
import type { Snapshot } from '../src/policy.ts';
import type { NaiveMember } from './naive-member.ts';
import type { NaivePolicy } from './naive-policy.ts';

/** Probes that a query causes now, `perQuery` on average; also holds the backoff to its rate. */
export function dueOf(
  naive: NaivePolicy,
  due: NaivePolicy['due'],
  perQuery: number,
  before: Snapshot,
  after: Snapshot,
): number {
  const factor = before.probeRateFactor;
  const heldBack = after.counts.probesSkipped.backoff - before.counts.probesSkipped.backoff;
  assert.equal(heldBack, factor < 1 ? naive.held.take(perQuery * (1 - factor)) : 0, 'held back');
  return due.take(perQuery * factor);
}

/** What asking came to. */
interface Followed {
  readonly stoodIn: readonly NaiveMember[];
  readonly skipped: number;
  /** Silent ones that are left alone, asked or not. */
  readonly unseen: readonly NaiveMember[];
}

/**
 * Checks that `sampled` distinct replicas, and all `newcomers`, were probed, answered for locally, or skipped for a reason;
 * then follows. `pool` shows the reports that stand in, in order.
 */
export function follow(
  naive: NaivePolicy,
  before: Snapshot,
  after: Snapshot,
  probe: readonly string[],
  sampled: number,
  newcomers: readonly NaiveMember[],
  pool: readonly Candidate[] = after.pool,
): Followed {
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
  const unseen = silent.filter(member => !naive.standsIn(member));
  const told = probe.length + stoodIn.length + skipped;
  assert.ok(told >= Math.max(sampled, newcomers.length) - unseen.length, `${told} of ${sampled} probes`);
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
  naive.standInAnyOrder(ordersOf(stoodIn, pool));
  return { stoodIn, skipped, unseen };
}

/**
 * The orders in which the stand-ins may have gone into the pool: it shows them, but for those that were evicted again and so
 * came first.
 */
function ordersOf(stoodIn: readonly NaiveMember[], pool: readonly Candidate[]): NaiveMember[][] {
  const place = (member: NaiveMember) => pool.findIndex(view => view.replica === member.id);
  const held = stoodIn.filter(member => place(member) >= 0).toSorted((a, b) => place(a) - place(b));
  return permutations(stoodIn.filter(member => place(member) < 0)).map(order => [...order, ...held]);
}

function permutations<T>(list: readonly T[]): T[][] {
  if (list.length < 2) return [[...list]];
  return list.flatMap((one, i) => permutations(list.toSpliced(i, 1)).map(rest => [one, ...rest]));
}
