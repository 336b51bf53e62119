// A load report as replicas of the simulator send it: small, since clients hold one of every replica.

import type { LoadReport } from 'prequal';
import type { Rates } from './load-window.ts';

export class SimulatedReport implements LoadReport {
  readonly rif: number;
  readonly latencyMs: number | null;
  readonly draining: boolean;
  readonly #rates: Rates;

  constructor(rif: number, latencyMs: number | null, draining: boolean, rates: Rates) {
    this.rif = rif;
    this.latencyMs = latencyMs;
    this.draining = draining;
    this.#rates = rates;
  }

  get utilization(): number {
    return this.#rates.utilization;
  }

  get qps(): number {
    return this.#rates.qps;
  }

  get eps(): number {
    return this.#rates.eps;
  }
}
