// What the balancer is at this instant, as Prometheus series: read from the policy's snapshot at every scrape, so that
// the hot path pays nothing for them.

import { type LoadSource, REPLICA_STATES, type ReplicaState, type Snapshot, type SyncBasis } from 'prequal';
import type { Gauge } from 'prom-client';
import type { Playing } from '../admin/scenarios.ts';
import type { MetricRegistry } from './metric-registry.ts';

export const REMOVAL_REASONS = [
  'oldest',
  'worst',
  'expired',
  'exhausted',
  'evicted',
  'replaced',
  'left',
  'failed',
] as const;
export const SKIP_REASONS = ['in_flight', 'rate', 'backoff'] as const;
export const LOAD_SOURCES = ['probe', 'trailer', 'local'] as const satisfies readonly LoadSource[];
export const SYNC_BASES = ['answers', 'pool', 'random'] as const satisfies readonly SyncBasis[];
export const REGIMES = ['eq1', 'small'] as const;

/** What a scrape reads. */
export interface Reading {
  readonly snapshot: Snapshot;
  readonly generation: number;
  readonly spansDropped: number;
  readonly playing: readonly Playing[];
  stateOf(replica: string): ReplicaState | undefined;
}

export class Gauges {
  readonly #inFlight;
  readonly #skipped;
  readonly #syncPicks;
  readonly #poolSize;
  readonly #poolCapacity;
  readonly #maxAge;
  readonly #removals;
  readonly #threshold;
  readonly #reuseBudget;
  readonly #regime;
  readonly #rif;
  readonly #latency;
  readonly #state;
  readonly #source;
  readonly #spansDropped;
  readonly #configInfo;
  readonly #generation;
  readonly #scenario;

  constructor(make: MetricRegistry, version: string) {
    const replica = ['replica'] as const;
    this.#inFlight = make.gauge('prequal_queries_in_flight', 'Queries in flight', replica);
    this.#skipped = make.counter('prequal_probes_skipped_total', 'Probes due that were not sent', ['reason']);
    this.#syncPicks = make.counter(
      'prequal_sync_picks_total',
      'Picks that waited for probes of their own, by what they were made on',
      ['basis'],
    );
    this.#poolSize = make.gauge('prequal_probe_pool_size', 'Entries in the probe pool', ['state']);
    this.#poolCapacity = make.gauge('prequal_probe_pool_capacity', 'Entries that the pool holds at most');
    this.#maxAge = make.gauge('prequal_probe_max_age_seconds', 'Age at which the pool drops an entry');
    this.#removals = make.counter('prequal_probe_removals_total', 'Pool entries removed', [
      'reason',
      'replica',
    ]);
    this.#threshold = make.gauge('prequal_rif_threshold', 'RIF above which a replica is hot');
    this.#reuseBudget = make.gauge('prequal_reuse_budget', 'Picks that one pool entry may serve');
    this.#regime = make.gauge('prequal_regime', 'Regime in force', ['regime']);
    this.#rif = make.gauge(
      'prequal_replica_rif',
      'RIF of the last report, queries sent since added',
      replica,
    );
    this.#latency = make.gauge(
      'prequal_replica_latency_estimate_seconds',
      'Latency estimate of the last report',
      replica,
    );
    this.#state = make.gauge('prequal_replica_state', 'State of the replica', ['replica', 'state']);
    this.#source = make.gauge('prequal_replica_load_source', 'What brought the last report', [
      'replica',
      'source',
    ]);
    this.#spansDropped = make.counter('prequal_spans_dropped_total', 'Spans that were lost');
    this.#configInfo = make.gauge('prequal_config_info', 'Options in force', [
      'policy',
      'mode',
      'estimator',
      'q_rif',
    ]);
    this.#generation = make.gauge('prequal_config_generation', 'Changes of options since the start');
    this.#scenario = make.gauge('prequal_scenario_info', 'Scenario that a load announced, until it expires', [
      'scenario',
      'phase',
    ]);
    const build = make.gauge('prequal_build_info', 'What runs', ['version', 'node']);
    build.set({ version, node: process.versions.node }, 1);
  }

  /** Replaces every value. What is unknown or infinite has no sample. */
  read(reading: Reading): void {
    this.#readPool(reading.snapshot);
    this.#readReplicas(reading);
    this.#readCounts(reading.snapshot);
    this.#spansDropped.reset();
    this.#spansDropped.inc(reading.spansDropped);
    this.#generation.set(reading.generation);
    const { policy, mode, estimator, qRif } = reading.snapshot.options;
    this.#scenario.reset();
    for (const playing of reading.playing) this.#scenario.set({ ...playing }, 1);
    this.#configInfo.reset();
    this.#configInfo.set({ policy, mode, estimator, q_rif: String(qRif) }, 1);
  }

  #readPool({ pool, poolCapacity, threshold, reuseBudget, regime, options }: Snapshot): void {
    const hot = pool.filter(entry => entry.hot).length;
    this.#poolSize.set({ state: 'hot' }, hot);
    this.#poolSize.set({ state: 'cold' }, pool.length - hot);
    setOrNothing(this.#poolCapacity, poolCapacity);
    setOrNothing(this.#maxAge, poolCapacity === null ? null : options.probeMaxAgeMs / 1000);
    setOrNothing(this.#threshold, threshold);
    setOrNothing(this.#reuseBudget, reuseBudget);
    for (const name of REGIMES) this.#regime.set({ regime: name }, name === regime ? 1 : 0);
  }

  #readReplicas({ snapshot, stateOf }: Reading): void {
    for (const gauge of [this.#inFlight, this.#rif, this.#latency]) gauge.reset();
    for (const gauge of [this.#state, this.#source]) gauge.reset();
    for (const { replica, inFlight, rif, latencyMs, source } of snapshot.replicas) {
      this.#inFlight.set({ replica }, inFlight);
      if (rif !== null) this.#rif.set({ replica }, rif);
      if (latencyMs !== null) this.#latency.set({ replica }, latencyMs / 1000);
      const inForce = stateOf(replica);
      for (const state of REPLICA_STATES) this.#state.set({ replica, state }, state === inForce ? 1 : 0);
      for (const name of LOAD_SOURCES) this.#source.set({ replica, source: name }, name === source ? 1 : 0);
    }
  }

  #readCounts({ counts, replicas }: Snapshot): void {
    this.#skipped.reset();
    this.#removals.reset();
    this.#syncPicks.reset();
    for (const basis of SYNC_BASES) this.#syncPicks.inc({ basis }, counts.syncPicks[basis]);
    for (const reason of SKIP_REASONS) this.#skipped.inc({ reason }, counts.probesSkipped[reason]);
    for (const { replica } of replicas) {
      const removals = counts.removals[replica];
      for (const reason of REMOVAL_REASONS) this.#removals.inc({ reason, replica }, removals?.[reason] ?? 0);
    }
  }
}

/** What does not exist, or is infinite, has no sample. */
function setOrNothing(gauge: Gauge<never>, value: number | null): void {
  if (value === null) gauge.remove();
  else gauge.set(value);
}
