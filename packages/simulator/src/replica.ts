// One replica: the production estimator and RIF counter over a modelled machine.

import { createEstimator, type Estimator, type EstimatorName, type LoadReport, RifCounter } from 'prequal';
import { ProcessorSharing } from './processor-sharing.ts';

interface Running {
  readonly arrivedAtMs: number;
  readonly tag: number;
}

/** A query that ended at a replica, and the load that goes with its answer. */
export interface Finished {
  readonly queryId: number;
  readonly load: LoadReport;
}

export class Replica {
  readonly queue: ProcessorSharing;
  readonly #rif = new RifCounter();
  readonly #estimator: Estimator;
  readonly #running = new Map<number, Running>();

  constructor(cores: number, estimator: EstimatorName, nowMs: number) {
    this.queue = new ProcessorSharing({ cores, nowMs });
    this.#estimator = createEstimator(estimator);
  }

  arrive(queryId: number, workMs: number, nowMs: number): void {
    this.#running.set(queryId, { arrivedAtMs: nowMs, tag: this.#rif.arrive() });
    this.queue.arrive(queryId, workMs, nowMs);
  }

  /** Lets time pass; returns the queries that ended. */
  advance(nowMs: number): Finished[] {
    return this.queue.advance(nowMs).flatMap(queryId => {
      const running = this.#running.get(queryId);
      if (running === undefined) return [];
      this.#running.delete(queryId);
      this.#rif.end();
      this.#estimator.record(nowMs - running.arrivedAtMs, running.tag, true, nowMs);
      return { queryId, load: this.load(nowMs) };
    });
  }

  load(nowMs: number): LoadReport {
    return { rif: this.#rif.rif, latencyMs: this.#estimator.estimate(this.#rif.rif, nowMs) };
  }
}
