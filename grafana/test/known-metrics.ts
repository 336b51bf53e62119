// The lab's metrics and their labels: what an expression of a dashboard may name.

/** Labels by metric. A histogram stands under its base name. */
export const COUNTERS_AND_GAUGES: Readonly<Record<string, readonly string[]>> = {
  prequal_queries_total: ['policy', 'replica', 'code'],
  prequal_queries_in_flight: ['replica'],
  prequal_picks_total: ['policy', 'rule', 'replica'],
  prequal_retries_total: ['reason'],
  prequal_refused_total: ['reason'],
  prequal_probes_total: ['replica', 'outcome'],
  prequal_probes_skipped_total: ['reason'],
  prequal_probe_pool_size: ['state'],
  prequal_probe_pool_capacity: [],
  prequal_probe_removals_total: ['reason', 'replica'],
  prequal_rif_threshold: [],
  prequal_reuse_budget: [],
  prequal_regime: ['regime'],
  prequal_replica_rif: ['replica'],
  prequal_replica_latency_estimate_seconds: ['replica'],
  prequal_replica_state: ['replica', 'state'],
  prequal_replica_load_source: ['replica', 'source'],
  prequal_reports_invalid_total: ['reason'],
  prequal_spans_dropped_total: [],
  prequal_config_info: ['policy', 'mode', 'estimator', 'q_rif'],
  prequal_config_generation: [],
  prequal_build_info: ['version', 'node'],
  prequal_server_rif: ['replica'],
  prequal_server_latency_estimate_seconds: ['replica'],
  prequal_server_queries_total: ['replica', 'code'],
  up: [],
};

export const HISTOGRAMS: Readonly<Record<string, readonly string[]>> = {
  prequal_query_duration_seconds: ['policy', 'replica'],
  prequal_pick_duration_seconds: [],
  prequal_probe_duration_seconds: ['replica'],
  prequal_probe_rif: ['replica'],
  prequal_probe_age_seconds: [],
  prequal_probe_uses: [],
  prequal_server_query_duration_seconds: ['replica'],
};

const TARGET_LABELS = ['job', 'instance'];

/** The labels that series of this name have, or null where no process of the lab exports it. */
export function labelsOf(series: string): readonly string[] | null {
  const plain = COUNTERS_AND_GAUGES[series];
  if (plain !== undefined) return [...plain, ...TARGET_LABELS];
  const [, base = '', part] = /^(.*)_(bucket|sum|count)$/.exec(series) ?? [];
  const histogram = HISTOGRAMS[base];
  if (histogram === undefined) return null;
  return [...histogram, ...TARGET_LABELS, ...(part === 'bucket' ? ['le'] : [])];
}
