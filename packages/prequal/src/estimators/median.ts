// The paper's estimator: the median latency of recent queries that met about the RIF that a new one would meet.

import { type Estimator, isSample } from '../estimator.ts';

/** Samples kept; bounds memory and the cost of a read. */
const KEPT = 256;
/** Samples whose median is taken. */
const NEAREST = 16;

interface Sample {
  readonly latencyMs: number;
  readonly tag: number;
  readonly atMs: number;
}

/**
 * Prequal §4 [latency-median]: at completion store (latency, RIF at arrival); on a probe return the median of recent samples tagged at or
 * near the current RIF. Window, count and nearness are not given in the paper: the nearest 16 of the last 256, equally near
 * ones newest first, none older than `sampleMaxAgeMs`. Failed queries are not samples.
 */
export class MedianEstimator implements Estimator {
  readonly #sampleMaxAgeMs: number;
  readonly #samples: Sample[] = [];
  #next = 0;

  constructor(sampleMaxAgeMs: number) {
    this.#sampleMaxAgeMs = sampleMaxAgeMs;
  }

  record(latencyMs: number, rifAtArrival: number, ok: boolean, nowMs: number): void {
    if (!ok || !isSample(latencyMs, rifAtArrival)) return;
    this.#samples[this.#next] = { latencyMs, tag: rifAtArrival, atMs: nowMs };
    this.#next = (this.#next + 1) % KEPT;
  }

  estimate(rif: number, nowMs: number): number | null {
    const tag = rif + 1;
    const nearest = this.#samples
      .filter(sample => nowMs - sample.atMs <= this.#sampleMaxAgeMs)
      .sort((a, b) => Math.abs(a.tag - tag) - Math.abs(b.tag - tag) || b.atMs - a.atMs)
      .slice(0, NEAREST)
      .map(sample => sample.latencyMs)
      .sort((a, b) => a - b);
    return nearest[nearest.length >> 1] ?? null;
  }
}
