// A load report as replicas of the simulator send it: small, since clients hold one of every replica.

import type { LoadReport, Usage } from 'prequal';

export class SimulatedReport implements LoadReport {
  readonly rif: number;
  readonly latencyMs: number | null;
  readonly draining: boolean;
  readonly #usage: Usage;

  constructor(rif: number, latencyMs: number | null, draining: boolean, usage: Usage) {
    this.rif = rif;
    this.latencyMs = latencyMs;
    this.draining = draining;
    this.#usage = usage;
  }

  get utilization(): number {
    return this.#usage.utilization ?? 0;
  }

  get qps(): number {
    return this.#usage.qps;
  }

  get eps(): number {
    return this.#usage.eps;
  }
}
