// The seam: a policy is told things and returns what to do. It has no clock, no randomness of its own and does no I/O.
//
// Every `nowMs` is in milliseconds on one monotonic clock and never falls from call to call.

import type { Candidate, Decision } from './decision.ts';
import type { Aside } from './error-aversion.ts';
import type { InvalidReason, LoadReport } from './load-report.ts';
import type { PolicyOptions } from './options.ts';
import type { Asking } from './rule.ts';
import type { SyncBasis } from './sync-picks.ts';
import type { LoadSource, ProbeFailure, Regime, RemovalReason, RuleName, SkipReason } from './vocabulary.ts';

/** What `pick` answers. */
export type Pick =
  /** Send the query to `replica`; ask each of `probe` for its load, without waiting. */
  | {
      readonly kind: 'picked';
      readonly pickId: number;
      readonly replica: string;
      readonly probe: readonly string[];
    }
  /**
   * Synchronous mode: ask each of `probe` for its load now, tell the policy as always, and call `resolve(pickId)` once
   * `waitFor` of them have answered, or no more answers can come, or `timeoutMs` have passed.
   */
  | {
      readonly kind: 'probe_first';
      readonly pickId: number;
      readonly probe: readonly string[];
      readonly waitFor: number;
      readonly timeoutMs: number;
    }
  /** No replica is eligible, or all eligible ones were excluded. */
  | { readonly kind: 'none'; readonly reason: 'no_replica' };

/** The query is to wait for probes of its own. */
export type ProbeFirst = Extract<Pick, { kind: 'probe_first' }>;

/** What `resolve` answers. */
export type Resolved = Exclude<Pick, { kind: 'probe_first' }>;

/** How a query ended. */
export interface QueryEnd {
  /** gRPC status name, such as `OK` or `UNAVAILABLE`. */
  readonly status: string;
  /** From the pick to the end, in milliseconds. */
  readonly latencyMs: number;
  /** The load that came with the answer. */
  readonly load?: LoadReport;
  /** Whether the replica itself ended it with this status; false = the caller's deadline or cancel did. Default true. */
  readonly byReplica?: boolean;
}

/** What `onWake` answers. */
export interface Wake {
  /** Replicas to ask for their load. */
  readonly probe: readonly string[];
  /** When to call `onWake` again at the latest; infinite when nothing is due. */
  readonly wakeAtMs: number;
}

/** What the policy knows of one replica. */
export interface ReplicaView {
  readonly replica: string;
  readonly eligible: boolean;
  /** What error aversion adds to its RIF in the ranking, 0 to 16. */
  readonly penalty: number;
  /** Queries sent by this policy that have not ended. */
  readonly inFlight: number;
  /** RIF of the last report, with the queries sent since added; null = never reported. */
  readonly rif: number | null;
  readonly latencyMs: number | null;
  readonly reportAgeMs: number | null;
  readonly source: LoadSource | null;
}

/** Plain counts since creation, by the words of vocabulary.ts; those of a replica end when it leaves. */
export interface PolicyCounts {
  /** Picks by replica, then rule. */
  readonly picks: Readonly<Record<string, Readonly<Record<RuleName, number>>>>;
  readonly probesSkipped: Readonly<Record<SkipReason, number>>;
  /** Pool removals by replica, then reason. */
  readonly removals: Readonly<Record<string, Readonly<Record<RemovalReason, number>>>>;
  readonly reportsInvalid: Readonly<Record<InvalidReason, number>>;
  /** Picks that waited for probes of their own, by what they were made on in the end. */
  readonly syncPicks: Readonly<Record<SyncBasis, number>>;
}

/** Everything the policy knows at one instant, for pages and metrics. Derived values are null for baselines. */
export interface Snapshot {
  readonly atMs: number;
  readonly options: PolicyOptions;
  readonly regime: Regime | null;
  readonly threshold: number | null;
  readonly reuseBudget: number | null;
  readonly poolCapacity: number | null;
  readonly asks: Asking;
  readonly probesPerQuery: number | null;
  readonly probesInFlight: number;
  /** Factor on the probe rate, 1 = whole, lowered while probes time out or the loop stalls. */
  readonly probeRateFactor: number;
  readonly replicas: readonly ReplicaView[];
  readonly pool: readonly Candidate[];
  readonly rifHistory: Readonly<Record<string, number>>;
  readonly counts: PolicyCounts;
}

/** How the chosen pool entry stood when it was used, for metrics that count every pick. */
export interface Use {
  readonly rule: RuleName;
  /** Age of the chosen entry in milliseconds; -1 when no entry was used. */
  readonly ageMs: number;
  /** Times the chosen entry has served, this pick included; 0 when no entry was used. */
  readonly uses: number;
  /** Its latency estimate at the pick; null when it was unknown or no entry was used. */
  readonly latencyMs: number | null;
}

/** The policy as its callers see it: one shape for Prequal and for every baseline. */
export interface Policy {
  /** Sets the members, n of Eq. 1; those set aside or disconnected included. New ones start ineligible. */
  setReplicas(ids: readonly string[], nowMs: number): void;
  /**
   * Says whether a member may be picked; why it may not is the caller's business. Unknown ids are ignored. One that became
   * eligible is to be probed at once: call `onWake` afterwards.
   */
  setEligible(id: string, eligible: boolean, nowMs: number): void;
  /**
   * Says that every member is set aside by the caller, so that picks are `panic`: uniform over the eligible (connected)
   * ones. Where error aversion has set aside all that are eligible, picks are `panic` without being told.
   */
  setPanic(panic: boolean, nowMs: number): void;
  /** Chooses for one query, leaving out `exclude` (the replica that just refused it). */
  pick(nowMs: number, exclude?: string): Pick;
  /**
   * Chooses for the query of a `probe_first` pick, by the answers that came since; with too few of them from the pool, else
   * at random. Throws RangeError when `pickId` does not wait.
   */
  resolve(pickId: number, nowMs: number): Resolved;
  /** How the last `pick` or `resolve` came about, without building a Decision. Valid until the next one. */
  lastUse(): Use;
  /**
   * The replicas that the last `pick` or `resolve` compared, the chosen one included; cheaper than `explain`. Empty for rules
   * with a pool where `decisions` is 0.
   */
  lastCandidates(): readonly string[];
  /** The whole decision behind `pickId`; null when its query has ended and it is no longer kept. */
  explain(pickId: number): Decision | null;
  /** The query was never sent to the picked replica, or gave up waiting: takes back the RIF and latency that the pick added. */
  onPickAbandoned(pickId: number, nowMs: number): void;
  onQueryEnd(pickId: number, end: QueryEnd, nowMs: number): void;
  onProbeReply(id: string, load: LoadReport, nowMs: number): void;
  onProbeFailure(id: string, cause: ProbeFailure, nowMs: number): void;
  /** The caller's loop came back `lagMs` late: its own timeouts mean little and it is overloaded. */
  onStall(lagMs: number, nowMs: number): void;
  /** Time passed: returns the probes that are due. */
  onWake(nowMs: number): Wake;
  /** Changes options at run time; throws PrequalConfigError and changes nothing when one is out of range. */
  configure(change: Partial<PolicyOptions>, nowMs: number): void;
  /** Replicas that error aversion has set aside, with the cause: they fail. */
  asides(): readonly Aside[];
  /** Grows whenever `asides` changes: a cheap question after every query. */
  readonly asideChanges: number;
  snapshot(nowMs: number): Snapshot;
}
