// What became of the queries, and how the replicas stood meanwhile. It counts; result.ts says what it comes to.

import { LatencyHistogram } from './latency-histogram.ts';
import type { FullOptions } from './options.ts';
import type { Replica } from './replica.ts';
import { RifHistogram } from './rif-histogram.ts';

/** A query that ended, for who wants each. */
export interface EndedQuery {
  /** When it arrived at its client. */
  readonly atMs: number;
  readonly client: number;
  /** -1 = none could be picked. */
  readonly replica: number;
  readonly rule: string;
  readonly status: string;
  readonly latencyMs: number;
  readonly workMs: number;
}

/** One second of the run; queries by the second in which they arrived. */
export interface Second {
  readonly latency: LatencyHistogram;
  readonly rif: RifHistogram;
  /** CPU use of each replica over the allocation. */
  cpu: readonly number[];
  threshold: number | null;
  queries: number;
  errors: number;
  readonly byReplica: Uint32Array;
}

export class Recorder {
  readonly latency = new LatencyHistogram();
  readonly rif = new RifHistogram();
  readonly errorsByStatus = new Map<string, number>();
  readonly rules = new Map<string, number>();
  readonly queriesByReplica: Float64Array;
  readonly errorsByReplica: Float64Array;
  /** CPU use over the allocation, a value per replica and second. */
  readonly cpu: number[] = [];
  readonly thresholds: number[] = [];
  readonly seconds: Second[] = [];
  queries = 0;
  errors = 0;
  probes = 0;
  /** Queries that count and have not ended. */
  open = 0;
  readonly #options: FullOptions;
  readonly #busyCoreMs: Float64Array;

  constructor(options: FullOptions) {
    this.#options = options;
    this.queriesByReplica = new Float64Array(options.replicas);
    this.errorsByReplica = new Float64Array(options.replicas);
    this.#busyCoreMs = new Float64Array(options.replicas);
  }

  /** Whether what happens at `atMs` counts: warm-up and what follows the end do not. */
  counts(atMs: number): boolean {
    return atMs >= this.#options.warmupMs && atMs < this.#options.durationMs;
  }

  onArrival(atMs: number): void {
    if (this.counts(atMs)) this.open++;
  }

  onPick(rule: string, atMs: number): void {
    if (this.counts(atMs)) this.rules.set(rule, (this.rules.get(rule) ?? 0) + 1);
  }

  onProbes(count: number, atMs: number): void {
    if (this.counts(atMs)) this.probes += count;
  }

  /** `replica` is -1 when the query reached none. */
  onEnd(startAtMs: number, latencyMs: number, status: string, replica: number): void {
    const ok = status === 'OK';
    if (this.#options.series) this.#addToSecond(startAtMs, latencyMs, ok, replica);
    if (!this.counts(startAtMs)) return;
    this.open--;
    this.queries++;
    this.latency.record(latencyMs);
    if (replica >= 0) this.queriesByReplica[replica] = (this.queriesByReplica[replica] as number) + 1;
    if (ok) return;
    this.errors++;
    this.errorsByStatus.set(status, (this.errorsByStatus.get(status) ?? 0) + 1);
    if (replica >= 0) this.errorsByReplica[replica] = (this.errorsByReplica[replica] as number) + 1;
  }

  sampleRif(replicas: readonly Replica[], nowMs: number): void {
    const counts = this.counts(nowMs);
    const second = this.#options.series ? this.#second(nowMs) : null;
    for (let i = 0; i < replicas.length; i++) {
      const { rif } = replicas[i] as Replica;
      if (counts) this.rif.record(rif);
      second?.rif.record(rif);
    }
  }

  /** Called at the end of each second, which began at `fromMs`. */
  sampleCpu(replicas: readonly Replica[], fromMs: number, nowMs: number): void {
    const use = replicas.map((replica, i) => {
      const busyCoreMs = replica.queue.busyCoreMs(nowMs);
      const used = (busyCoreMs - (this.#busyCoreMs[i] as number)) / (nowMs - fromMs) / this.#options.cores;
      this.#busyCoreMs[i] = busyCoreMs;
      return used;
    });
    if (this.counts(fromMs)) this.cpu.push(...use);
    if (this.#options.series) this.#second(fromMs).cpu = use;
  }

  /** A client's threshold at the end of the second that began at `fromMs`; null = infinite or none. */
  sampleThreshold(threshold: number | null, fromMs: number): void {
    if (this.#options.series) this.#second(fromMs).threshold = threshold;
    if (threshold !== null && this.counts(fromMs)) this.thresholds.push(threshold);
  }

  #addToSecond(startAtMs: number, latencyMs: number, ok: boolean, replica: number): void {
    if (startAtMs >= this.#options.durationMs) return;
    const second = this.#second(startAtMs);
    second.queries++;
    second.latency.record(latencyMs);
    if (!ok) second.errors++;
    if (replica >= 0) second.byReplica[replica] = (second.byReplica[replica] as number) + 1;
  }

  #second(atMs: number): Second {
    const at = Math.floor(atMs / 1000);
    while (this.seconds.length <= at) {
      this.seconds.push({
        latency: new LatencyHistogram(),
        rif: new RifHistogram(),
        cpu: [],
        threshold: null,
        queries: 0,
        errors: 0,
        byReplica: new Uint32Array(this.#options.replicas),
      });
    }
    return this.seconds[at] as Second;
  }
}
