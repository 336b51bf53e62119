// One replica: the production RIF counter, estimator and usage meter over a modelled machine, and what is the matter with it.

import {
  createEstimator,
  type Estimator,
  type EstimatorName,
  type LoadReport,
  RifCounter,
  type Usage,
  UsageMeter,
} from 'prequal';
import type { Antagonist } from './antagonist.ts';
import { type FleetEvent, ReplicaConditions } from './conditions.ts';
import { ProcessorSharing } from './processor-sharing.ts';
import { SimulatedReport } from './simulated-report.ts';

export interface ReplicaOptions {
  readonly cores: number;
  readonly spareCores: number;
  readonly speed: number;
  readonly estimator: EstimatorName;
  readonly antagonist: Antagonist | null;
}

/** Usage is an average over seconds; reports share one reading for so long, ms. */
const USAGE_MS = 100;

export class Replica {
  readonly queue: ProcessorSharing;
  readonly antagonist: Antagonist | null;
  /** Queries on their way here, and their work. */
  comingQueries = 0;
  comingMs = 0;
  /** Says in its reports that it wants no new queries. */
  draining = false;
  readonly #options: ReplicaOptions;
  readonly #conditions: ReplicaConditions;
  readonly #rif = new RifCounter();
  readonly #estimator: Estimator;
  readonly #meter = new UsageMeter(0);
  #usage: Usage = { qps: 0, eps: 0, utilization: 0 };
  #usageReadAtMs = Number.NEGATIVE_INFINITY;
  /** What was said last, and when: good for whoever asks at that instant too, as many clients do that poll. */
  #said: LoadReport | null = null;
  #saidAtMs = Number.NaN;

  constructor(options: ReplicaOptions) {
    this.#options = options;
    this.antagonist = options.antagonist;
    this.#conditions = new ReplicaConditions(options.cores);
    this.queue = new ProcessorSharing({ cores: options.cores, nowMs: 0 });
    this.#estimator = createEstimator(options.estimator);
    this.#meter.onBusy(0, 0);
    this.applyConditions(0);
  }

  get rif(): number {
    return this.#rif.rif;
  }

  get conditions(): ReplicaConditions['now'] {
    return this.#conditions.now;
  }

  /** Whether new queries may come, as an all-knowing observer sees it. */
  get serves(): boolean {
    const { member, stopped, frozen } = this.#conditions.now;
    return member && !stopped && !frozen;
  }

  /** A query arrived; returns the tag of its latency sample. The queue is told apart. */
  arrive(): number {
    this.#said = null;
    return this.#rif.arrive();
  }

  /** A query ended that came with `tag`. One that ran out of time failed: a server finds so by its own clock. */
  end(arrivedAtMs: number, tag: number, ok: boolean, nowMs: number): void {
    this.#said = null;
    this.#rif.end();
    this.#meter.onEnd(!ok, nowMs);
    this.#estimator.record(nowMs - arrivedAtMs, tag, ok, nowMs);
  }

  /** What goes with an answer: as in production RIF and latency alone. */
  brief(nowMs: number): LoadReport {
    const { rif } = this.#rif;
    return { rif, latencyMs: this.#estimator.estimate(rif, nowMs) };
  }

  /** What a probe is told. */
  load(nowMs: number): LoadReport {
    if (this.#said === null || this.#saidAtMs !== nowMs || this.#said.draining !== this.draining) {
      if (nowMs - this.#usageReadAtMs >= USAGE_MS) this.#readUsage(nowMs);
      const { rif } = this.#rif;
      const latencyMs = this.#estimator.estimate(rif, nowMs);
      this.#said = new SimulatedReport(rif, latencyMs, this.draining, this.#usage);
      this.#saidAtMs = nowMs;
    }
    return this.#said;
  }

  begin(event: FleetEvent, nowMs: number): void {
    this.#conditions.begin(event);
    this.applyConditions(nowMs);
  }

  finish(event: FleetEvent, nowMs: number): void {
    this.#conditions.end(event);
    this.applyConditions(nowMs);
  }

  /** Makes the machine what conditions and antagonist say. */
  applyConditions(nowMs: number): void {
    const { cores, speed, frozen } = this.#conditions.now;
    const most = cores + this.#options.spareCores;
    const factor = this.antagonist?.capacityFactor ?? null;
    this.queue.setCores(factor === null ? most : Math.min(most, cores * factor), nowMs);
    this.queue.setSpeed(frozen ? 0 : speed * this.#options.speed, nowMs);
  }

  /** Utilization is that of the allocation: above 1 where spare cores are in use. */
  #readUsage(nowMs: number): void {
    this.#meter.onBusy(this.queue.busyCoreMs(nowMs) / this.#options.cores, nowMs);
    this.#usage = this.#meter.read(nowMs);
    this.#usageReadAtMs = nowMs;
  }
}
