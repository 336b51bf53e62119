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
  /** Latencies of the nearest by distance, and the distances; kept from read to read, which are many. */
  readonly #nearest: number[] = [];
  readonly #distances: number[] = [];

  constructor(sampleMaxAgeMs: number) {
    this.#sampleMaxAgeMs = sampleMaxAgeMs;
  }

  record(latencyMs: number, rifAtArrival: number, ok: boolean, nowMs: number): void {
    if (!ok || !isSample(latencyMs, rifAtArrival)) return;
    this.#samples[this.#next] = { latencyMs, tag: rifAtArrival, atMs: nowMs };
    this.#next = (this.#next + 1) % KEPT;
  }

  estimate(rif: number, nowMs: number): number | null {
    this.#findNearest(rif + 1, nowMs);
    const sorted = this.#nearest.sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? null;
  }

  /** Goes from the newest to the oldest, so that of equally near ones the first stay. */
  #findNearest(tag: number, nowMs: number): void {
    const latencies = this.#nearest;
    const distances = this.#distances;
    latencies.length = 0;
    distances.length = 0;
    const count = this.#samples.length;
    for (let i = 1; i <= count; i++) {
      const sample = this.#samples[(this.#next - i + count) % count] as Sample;
      if (nowMs - sample.atMs > this.#sampleMaxAgeMs) return;
      const distance = Math.abs(sample.tag - tag);
      let at = distances.length;
      if (at === NEAREST) {
        const farthest = distances[NEAREST - 1] as number;
        if (farthest === 0) return;
        if (distance >= farthest) continue;
        at--;
      }
      for (; at > 0 && (distances[at - 1] as number) > distance; at--) {
        distances[at] = distances[at - 1] as number;
        latencies[at] = latencies[at - 1] as number;
      }
      distances[at] = distance;
      latencies[at] = sample.latencyMs;
    }
  }
}
