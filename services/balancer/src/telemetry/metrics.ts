// What happened, as Prometheus series: counted when it happens. What merely is stands in gauges.ts. Labels come from
// closed sets and the members, never from what clients send.

import { type PolicyOptions, policyKnobs, type RuleName, type Use } from 'prequal';
import type { ProbeDirection } from 'prequal-grpc';
import { STATUS_NAMES, type StatusName } from 'program';
import type { UnreachedReason } from 'relay';
import { Hindsight } from './hindsight.ts';
import { COUNT_BUCKETS, LATENCY_BUCKETS, type MetricRegistry, SHORT_BUCKETS } from './metric-registry.ts';
import type { Exemplar, ProbeOutcome } from './spans.ts';

/** Label `reason` of `prequal_refused_total` (docs/metrics.md). */
export const REFUSED_REASONS = ['no_replica', 'deadline', 'draining', 'reserved'] as const;
export type RefusedReason = (typeof REFUSED_REASONS)[number];

export const RETRY_REASONS = ['connect', 'refused', 'goaway'] as const satisfies readonly UnreachedReason[];
export const PROBE_OUTCOMES = [
  'ok',
  'timeout',
  'error',
  'invalid',
  'unimplemented',
] as const satisfies readonly ProbeOutcome[];
export const DIRECTIONS = ['request', 'response'] as const satisfies readonly ProbeDirection[];
export const RULES = [
  'cold',
  'hot',
  'fallback',
  'only',
  'panic',
  'baseline',
] as const satisfies readonly RuleName[];

/** Why a report was not believed: an impossible number, or no report at all. */
export const INVALID_REASONS = ['rif', 'latency', 'utilization', 'undecodable'] as const;
export type InvalidReportReason = (typeof INVALID_REASONS)[number];

/** The `replica` label of a query that no replica was chosen for. */
export const NO_REPLICA = 'none';

/** Series of a replica that left are kept for this long: their last counts are still scraped. */
const KEEP_LEFT_MS = 600_000;

type PolicyName = PolicyOptions['policy'];

/** How one query ended, for its series. */
export interface QueryOutcome {
  readonly policy: PolicyName;
  /** Null: none was chosen. */
  readonly replica: string | null;
  readonly status: StatusName;
  readonly durationMs: number;
  readonly exemplar: Exemplar | undefined;
}

export class Metrics {
  readonly #queries;
  readonly #queryDuration;
  readonly #picks;
  readonly #pickDuration;
  readonly #retries;
  readonly #refused;
  readonly #probes;
  readonly #probeDuration;
  readonly #probeRif;
  readonly #probeAge;
  readonly #probeUses;
  readonly #probeBytes;
  readonly #invalid;
  /** What is known of a pick only when its query ends. */
  readonly hindsight: Hindsight;
  /** Members, and those that left a short while ago with the time. */
  readonly #replicas = new Map<string, number>();
  /** Probes that ended since the start, over all replicas. */
  probesEnded = 0;

  constructor(make: MetricRegistry) {
    const byReplica = ['policy', 'replica'] as const;
    this.#queries = make.counter('prequal_queries_total', 'Queries that ended', [...byReplica, 'code']);
    this.#queryDuration = make.histogram(
      'prequal_query_duration_seconds',
      'Query duration, from receipt to end',
      LATENCY_BUCKETS,
      byReplica,
    );
    this.#picks = make.counter('prequal_picks_total', 'Picks by the rule that chose', [...byReplica, 'rule']);
    this.#pickDuration = make.histogram('prequal_pick_duration_seconds', 'Duration of a pick', SHORT_BUCKETS);
    this.#retries = make.counter('prequal_retries_total', 'Queries sent once more', ['reason']);
    this.#refused = make.counter('prequal_refused_total', 'Queries refused here', ['reason']);
    this.#probes = make.counter('prequal_probes_total', 'Probes that ended', ['replica', 'outcome']);
    this.#probeDuration = make.histogram(
      'prequal_probe_duration_seconds',
      'Probe duration',
      LATENCY_BUCKETS,
      ['replica'],
    );
    this.#probeRif = make.histogram('prequal_probe_rif', 'RIF in probe replies', COUNT_BUCKETS, ['replica']);
    this.#probeAge = make.histogram(
      'prequal_probe_age_seconds',
      'Age of the pool entry that a pick used',
      LATENCY_BUCKETS,
    );
    this.#probeUses = make.histogram(
      'prequal_probe_uses',
      'Times that the pool entry of a pick had served, that pick included',
      COUNT_BUCKETS,
    );
    this.#probeBytes = make.counter(
      'prequal_probe_bytes_total',
      'Bytes of gRPC messages in probes with their 5-byte prefix; HTTP/2 frames and headers left out',
      ['direction'],
    );
    this.hindsight = new Hindsight(make);
    this.#invalid = make.counter('prequal_reports_invalid_total', 'Reports that were not believed', [
      'reason',
    ]);
    for (const reason of RETRY_REASONS) this.#retries.inc({ reason }, 0);
    for (const reason of REFUSED_REASONS) this.#refused.inc({ reason }, 0);
    for (const reason of INVALID_REASONS) this.#invalid.inc({ reason }, 0);
    for (const direction of DIRECTIONS) this.#probeBytes.inc({ direction }, 0);
  }

  /** Starts the replica's counters at 0, so that the first event is already a rise. */
  onJoined(replica: string, policy: PolicyName): void {
    this.#replicas.set(replica, Number.POSITIVE_INFINITY);
    for (const outcome of PROBE_OUTCOMES) this.#probes.inc({ replica, outcome }, 0);
    this.hindsight.onJoined(replica);
    this.#start(replica, policy);
  }

  onPolicy(policy: PolicyName): void {
    for (const replica of this.#replicas.keys()) this.#start(replica, policy);
  }

  onLeft(replica: string, nowMs: number): void {
    this.#replicas.set(replica, nowMs + KEEP_LEFT_MS);
    this.hindsight.onLeft(replica);
  }

  /** Drops the series of those that left long ago; called at every scrape. */
  sweep(nowMs: number): void {
    for (const [replica, untilMs] of this.#replicas) if (nowMs >= untilMs) this.#drop(replica);
  }

  onPick(
    policy: PolicyName,
    replica: string,
    use: Use,
    durationMs: number,
    exemplarLabels: Exemplar | undefined,
  ): void {
    this.#picks.inc({ policy, replica, rule: use.rule });
    this.#pickDuration.observe({ value: durationMs / 1000, ...(exemplarLabels && { exemplarLabels }) });
    if (use.ageMs < 0) return;
    this.#probeAge.observe({ value: use.ageMs / 1000 });
    this.#probeUses.observe({ value: use.uses });
  }

  onQuery({ policy, replica, status, durationMs, exemplar }: QueryOutcome): void {
    // A call may outlive its replica's membership by more than the series is kept.
    if (replica !== null && !this.#replicas.has(replica)) return;
    const labels = { policy, replica: replica ?? NO_REPLICA };
    this.#queries.inc({ ...labels, code: status });
    const exemplarLabels = exemplar && { exemplarLabels: exemplar };
    this.#queryDuration.observe({ labels, value: durationMs / 1000, ...exemplarLabels });
  }

  onRetry(reason: UnreachedReason): void {
    this.#retries.inc({ reason });
  }

  onRefused(reason: RefusedReason): void {
    this.#refused.inc({ reason });
  }

  onInvalidReport(reason: InvalidReportReason): void {
    this.#invalid.inc({ reason });
  }

  onProbe(
    replica: string,
    outcome: ProbeOutcome,
    durationMs: number,
    rif: number | null,
    exemplarLabels: Exemplar | undefined,
  ): void {
    this.probesEnded++;
    if (!this.#replicas.has(replica)) return;
    this.#probes.inc({ replica, outcome });
    const exemplar = exemplarLabels && { exemplarLabels };
    this.#probeDuration.observe({ labels: { replica }, value: durationMs / 1000, ...exemplar });
    if (rif !== null) this.#probeRif.observe({ labels: { replica }, value: rif });
  }

  onProbeBytes(direction: ProbeDirection, bytes: number): void {
    this.#probeBytes.inc({ direction }, bytes);
  }

  #start(replica: string, policy: PolicyName): void {
    for (const code of STATUS_NAMES) this.#queries.inc({ policy, replica, code }, 0);
    for (const rule of RULES) this.#picks.inc({ policy, replica, rule }, 0);
  }

  #drop(replica: string): void {
    this.#replicas.delete(replica);
    for (const policy of policyKnobs.policy.choices) {
      for (const code of STATUS_NAMES) this.#queries.remove({ policy, replica, code });
      for (const rule of RULES) this.#picks.remove({ policy, replica, rule });
      this.#queryDuration.remove({ policy, replica });
    }
    for (const outcome of PROBE_OUTCOMES) this.#probes.remove({ replica, outcome });
    this.#probeDuration.remove({ replica });
    this.#probeRif.remove({ replica });
    this.hindsight.drop(replica);
  }
}
