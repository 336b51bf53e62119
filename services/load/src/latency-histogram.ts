// Quantiles of latencies, without keeping each: Node's own histogram, exact to three digits.

import { createHistogram } from 'node:perf_hooks';

const HIGHEST_US = 120_000_000;

/** Latencies in, quantiles out; milliseconds. */
export class LatencyHistogram {
  readonly #histogram = createHistogram({ lowest: 1, highest: HIGHEST_US, figures: 3 });

  record(latencyMs: number): void {
    this.#histogram.record(Math.min(HIGHEST_US, Math.max(1, Math.round(latencyMs * 1000))));
  }

  /** `quantile` in 0..1; null when nothing was recorded. */
  quantileMs(quantile: number): number | null {
    if (this.#histogram.count === 0) return null;
    // percentile() refuses 0; the smallest it takes is as good.
    return this.#histogram.percentile(Math.max(quantile * 100, 1e-9)) / 1000;
  }
}
