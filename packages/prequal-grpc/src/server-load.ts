// How loaded is this replica? Counts its queries and their latencies; knows no transport.

import { createEstimator, type Estimator, type EstimatorName, type LoadReport, RifCounter } from 'prequal';

export interface ServerLoadOptions {
  readonly estimator: EstimatorName;
  readonly sampleMaxAgeMs?: number;
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
}

/** A query in flight. */
export interface QueryInFlight {
  readonly rifAtArrival: number;
  /** Ends it with a gRPC status name and returns its duration; null when it had ended before, which changes nothing. */
  end(status: string): number | null;
}

/** RIF and latency estimate of one replica (Prequal §4, server side). */
export class ServerLoad {
  readonly #rif = new RifCounter();
  readonly #estimator: Estimator;
  readonly #nowMs: () => number;
  draining = false;

  constructor({ estimator, sampleMaxAgeMs, nowMs }: ServerLoadOptions) {
    this.#estimator = createEstimator(estimator, sampleMaxAgeMs === undefined ? {} : { sampleMaxAgeMs });
    this.#nowMs = nowMs;
  }

  get rif(): number {
    return this.#rif.rif;
  }

  /** Latency of a query that arrives now; null = unknown. */
  estimateMs(): number | null {
    return this.#estimator.estimate(this.rif, this.#nowMs());
  }

  report(): LoadReport {
    return { rif: this.rif, latencyMs: this.estimateMs(), draining: this.draining };
  }

  arrive(): QueryInFlight {
    const arrivedAtMs = this.#nowMs();
    const rifAtArrival = this.#rif.arrive();
    let ended = false;
    const end = (status: string): number | null => {
      if (ended) return null;
      ended = true;
      this.#rif.end();
      const nowMs = this.#nowMs();
      this.#estimator.record(nowMs - arrivedAtMs, rifAtArrival, status === 'OK', nowMs);
      return nowMs - arrivedAtMs;
    };
    return { rifAtArrival, end };
  }
}
