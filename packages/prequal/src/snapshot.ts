// Everything the policy knows at one instant, as data.

import { finiteOrNull } from './finite-or-null.ts';
import type { Member } from './fleet.ts';
import type { InvalidReason } from './load-report.ts';
import type { PolicyOptions } from './options.ts';
import type { ReplicaView, Snapshot } from './policy.ts';
import type { ProbeScheduler } from './probe-scheduler.ts';
import type { Rule } from './rule.ts';
import type { SyncBasis } from './sync-picks.ts';

interface SnapshotParts {
  readonly nowMs: number;
  readonly options: PolicyOptions;
  readonly rule: Rule;
  readonly members: readonly Member[];
  readonly probing: ProbeScheduler;
  readonly reportsInvalid: Readonly<Record<InvalidReason, number>>;
  readonly syncPicks: Readonly<Record<SyncBasis, number>>;
}

export function snapshotOf({
  nowMs,
  options,
  rule,
  members,
  probing,
  reportsInvalid,
  syncPicks,
}: SnapshotParts): Snapshot {
  return {
    atMs: nowMs,
    options,
    ...rule.view(nowMs),
    asks: rule.asks,
    probesPerQuery: rule.asks === 'with_queries' ? options.rProbe : null,
    probesInFlight: probing.inFlight,
    probeRateFactor: probing.rateFactor(nowMs),
    replicas: members.map(member => replicaView(member, nowMs)),
    counts: {
      picks: Object.fromEntries(members.map(member => [member.id, { ...member.picks }])),
      probesSkipped: { ...probing.skipped },
      removals: Object.fromEntries(members.map(member => [member.id, { ...member.removals }])),
      reportsInvalid: { ...reportsInvalid },
      syncPicks: { ...syncPicks },
    },
  };
}

function replicaView(member: Member, nowMs: number): ReplicaView {
  const { reports, rif, latencyMs } = member;
  return {
    replica: member.id,
    eligible: member.eligible,
    penalty: member.blamed ? member.conduct.penalty(nowMs) : 0,
    inFlight: member.inFlight,
    rif: reports === 0 ? null : rif + member.sentSinceReport,
    latencyMs: finiteOrNull(latencyMs),
    reportAgeMs: reports === 0 ? null : nowMs - member.reportedAtMs,
    source: member.source,
  };
}
