// How loaded is this replica? Counts its queries and their latencies; knows no transport.

import {
  createEstimator,
  type Estimator,
  type EstimatorName,
  type LoadReport,
  RifCounter,
  UsageMeter,
} from 'prequal';

export interface ServerLoadOptions {
  readonly estimator: EstimatorName;
  readonly sampleMaxAgeMs?: number;
  /** For how many milliseconds the whole capacity has been in use since any fixed time; null = not known. */
  readonly busyMs: (() => number) | null;
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
}

/** A query that has just ended. */
export interface QueryEnded {
  readonly durationMs: number;
  /** What goes with its answer: the load that it leaves behind. */
  readonly load: LoadReport;
}

/** A query in flight. */
export interface QueryInFlight {
  readonly rifAtArrival: number;
  /** Ends it with a gRPC status name; null when it had ended before, which changes nothing. */
  end(status: string): QueryEnded | null;
}

/** RIF and latency estimate of one replica (Prequal §4, server side), and what weighted round robin goes by. */
export class ServerLoad {
  readonly #rif = new RifCounter();
  readonly #estimator: Estimator;
  readonly #usage: UsageMeter;
  readonly #busyMs: (() => number) | null;
  readonly #nowMs: () => number;
  draining = false;

  constructor({ estimator, sampleMaxAgeMs, busyMs, nowMs }: ServerLoadOptions) {
    this.#estimator = createEstimator(estimator, sampleMaxAgeMs === undefined ? {} : { sampleMaxAgeMs });
    this.#usage = new UsageMeter(nowMs());
    this.#busyMs = busyMs;
    this.#nowMs = nowMs;
    this.#lookBusy(nowMs());
  }

  get rif(): number {
    return this.#rif.rif;
  }

  /** Latency of a query that arrives now; null = unknown. */
  estimateMs(): number | null {
    return this.#brief(this.#nowMs()).latencyMs;
  }

  /** What a probe is told. */
  report(): LoadReport {
    const nowMs = this.#nowMs();
    this.#lookBusy(nowMs);
    return { ...this.#brief(nowMs), draining: this.draining, ...this.#usage.read(nowMs) };
  }

  arrive(): QueryInFlight {
    const arrivedAtMs = this.#nowMs();
    const rifAtArrival = this.#rif.arrive();
    let ended = false;
    const end = (status: string): QueryEnded | null => {
      if (ended) return null;
      ended = true;
      this.#rif.end();
      const nowMs = this.#nowMs();
      this.#estimator.record(nowMs - arrivedAtMs, rifAtArrival, status === 'OK', nowMs);
      // A caller that left is no failure of the replica.
      this.#usage.onEnd(status !== 'OK' && status !== 'CANCELLED', nowMs);
      return { durationMs: nowMs - arrivedAtMs, load: this.#brief(nowMs) };
    };
    return { rifAtArrival, end };
  }

  #brief(nowMs: number): LoadReport {
    return { rif: this.rif, latencyMs: this.#estimator.estimate(this.rif, nowMs) };
  }

  #lookBusy(nowMs: number): void {
    if (this.#busyMs !== null) this.#usage.onBusy(this.#busyMs(), nowMs);
  }
}
