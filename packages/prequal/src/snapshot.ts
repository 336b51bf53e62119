// Everything the policy knows at one instant, as data.

import type { Member } from './fleet.ts';
import type { PolicyOptions } from './options.ts';
import type { ReplicaView, Snapshot } from './policy.ts';
import type { PolicyTally } from './policy-tally.ts';
import type { ProbeScheduler } from './probe-scheduler.ts';
import type { Rule } from './rule.ts';

export interface SnapshotParts {
  readonly nowMs: number;
  readonly options: PolicyOptions;
  readonly rule: Rule;
  readonly members: readonly Member[];
  readonly probing: ProbeScheduler;
  readonly tally: PolicyTally;
}

export function snapshotOf({ nowMs, options, rule, members, probing, tally }: SnapshotParts): Snapshot {
  return {
    atMs: nowMs,
    options,
    ...rule.view(nowMs),
    probesPerQuery: rule.probes ? options.rProbe : null,
    probesInFlight: probing.inFlight,
    probeRateFactor: probing.rateFactor(nowMs),
    replicas: members.map(member => replicaView(member, nowMs)),
    counts: structuredCounts(tally, probing),
  };
}

function replicaView(member: Member, nowMs: number): ReplicaView {
  const { report } = member;
  return {
    replica: member.id,
    eligible: member.eligible,
    inFlight: member.inFlight,
    rif: report === null ? null : report.rif + member.sentSinceReport,
    latencyMs: report?.latencyMs ?? null,
    reportAgeMs: report === null ? null : nowMs - member.reportedAtMs,
    source: member.source,
  };
}

function structuredCounts(tally: PolicyTally, probing: ProbeScheduler): Snapshot['counts'] {
  return {
    picks: tally.picks,
    probesSkipped: probing.skipped,
    removals: tally.removals,
    reportsInvalid: tally.invalid,
  };
}
