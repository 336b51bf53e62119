// The backend's own series (docs/metrics.md): what each replica knows of itself. Milliseconds become seconds here.

import { isSpanContextValid, type SpanContext, TraceFlags } from '@opentelemetry/api';
import { STATUS_NAMES } from 'program';
import { Counter, Gauge, Histogram, type OpenMetricsContentType, Registry } from 'prom-client';

/** What is read of a replica at each scrape. */
export interface ReplicaGauges {
  readonly name: string;
  readonly rif: number;
  /** Null = unknown: no sample then. */
  estimateMs(): number | null;
}

const MS_PER_SECOND = 1000;
const BUCKETS_MS = [0.5, 1, 2, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];

/** Metrics of all replicas of the process, in OpenMetrics, which carries exemplars. */
export class BackendMetrics {
  readonly #registry = new Registry<OpenMetricsContentType>();
  readonly #queries: Counter<'replica' | 'code'>;
  /** prom-client types the labels of exemplars as labels of the series. */
  readonly #durations: Histogram<'replica' | 'trace_id' | 'span_id'>;

  constructor(replicas: () => readonly ReplicaGauges[]) {
    this.#registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    const registers = [this.#registry];
    new Gauge({
      name: 'prequal_server_rif',
      help: 'Requests in flight at the replica, queued ones included; probes and health checks are not counted',
      labelNames: ['replica'],
      registers,
      collect() {
        this.reset();
        for (const { name, rif } of replicas()) this.set({ replica: name }, rif);
      },
    });
    new Gauge({
      name: 'prequal_server_latency_estimate_seconds',
      help: 'Latency that the replica expects of a query that arrives now; absent while it is unknown',
      labelNames: ['replica'],
      registers,
      collect() {
        this.reset();
        for (const replica of replicas()) {
          const latencyMs = replica.estimateMs();
          if (latencyMs !== null) this.set({ replica: replica.name }, latencyMs / MS_PER_SECOND);
        }
      },
    });
    this.#queries = new Counter({
      name: 'prequal_server_queries_total',
      help: 'Queries that ended at the replica, by gRPC status; CANCELLED where the caller left first',
      labelNames: ['replica', 'code'],
      registers,
    });
    this.#durations = new Histogram({
      name: 'prequal_server_query_duration_seconds',
      help: 'Time of a query at the replica, from receipt to status, whatever the status',
      labelNames: ['replica'],
      buckets: BUCKETS_MS.map(bucketMs => bucketMs / MS_PER_SECOND),
      enableExemplars: true,
      registers,
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Makes the replica's series exist at 0. */
  addReplica(replica: string): void {
    for (const code of STATUS_NAMES) this.#queries.inc({ replica, code }, 0);
    this.#durations.zero({ replica });
  }

  /** Counts a query; with an exemplar where its span is one that is kept. */
  queryEnded(replica: string, code: string, durationMs: number, span: SpanContext | undefined): void {
    this.#queries.inc({ replica, code });
    const value = durationMs / MS_PER_SECOND;
    const kept =
      span !== undefined && isSpanContextValid(span) && (span.traceFlags & TraceFlags.SAMPLED) !== 0;
    const exemplarLabels = kept ? { trace_id: span.traceId, span_id: span.spanId } : undefined;
    this.#durations.observe({ labels: { replica }, value, ...(exemplarLabels ? { exemplarLabels } : {}) });
  }

  page(): Promise<string> {
    return this.#registry.metrics();
  }
}
