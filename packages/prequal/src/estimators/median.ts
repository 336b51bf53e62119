// The paper's estimator: the median latency of recent queries that met about the RIF that a new one would meet.

import { type Estimator, isSample } from '../estimator.ts';

/** Samples kept; bounds memory and the cost of a read. */
const KEPT = 256;
/** Samples whose median is taken. */
const NEAREST = 16;

/**
 * Prequal §4 [latency-median]: at completion store (latency, RIF at arrival); on a probe return the median of recent samples tagged at or
 * near the current RIF. Window, count and nearness are not given in the paper: the nearest 16 of the last 256, equally near
 * ones newest first, none older than `sampleMaxAgeMs`. Failed queries are not samples.
 */
export class MedianEstimator implements Estimator {
  readonly #sampleMaxAgeMs: number;
  /** A ring of samples, field by field. */
  readonly #latencyMs = new Float64Array(KEPT);
  readonly #tag = new Float64Array(KEPT);
  readonly #atMs = new Float64Array(KEPT);
  #count = 0;
  #next = 0;
  /** Latencies of the nearest by distance, and the distances; kept from read to read, which are many. */
  readonly #nearest = new Float64Array(NEAREST);
  readonly #distances = new Float64Array(NEAREST);

  constructor(sampleMaxAgeMs: number) {
    this.#sampleMaxAgeMs = sampleMaxAgeMs;
  }

  record(latencyMs: number, rifAtArrival: number, ok: boolean, nowMs: number): void {
    if (!ok || !isSample(latencyMs, rifAtArrival)) return;
    this.#latencyMs[this.#next] = latencyMs;
    this.#tag[this.#next] = rifAtArrival;
    this.#atMs[this.#next] = nowMs;
    this.#next = (this.#next + 1) % KEPT;
    this.#count = Math.min(this.#count + 1, KEPT);
  }

  estimate(rif: number, nowMs: number): number | null {
    const found = this.#findNearest(rif + 1, nowMs);
    return found === 0 ? null : (this.#nearest.subarray(0, found).sort()[found >> 1] as number);
  }

  /** How many were found. Goes from the newest to the oldest, so that of equally near ones the first stay. */
  #findNearest(tag: number, nowMs: number): number {
    const latencies = this.#nearest;
    const distances = this.#distances;
    let found = 0;
    for (let i = 1; i <= this.#count; i++) {
      const place = (this.#next - i + KEPT) % KEPT;
      if (nowMs - (this.#atMs[place] as number) > this.#sampleMaxAgeMs) break;
      const distance = Math.abs((this.#tag[place] as number) - tag);
      let at = found;
      if (found === NEAREST) {
        const farthest = distances[NEAREST - 1] as number;
        if (farthest === 0) break;
        if (distance >= farthest) continue;
        at--;
      } else {
        found++;
      }
      for (; at > 0 && (distances[at - 1] as number) > distance; at--) {
        distances[at] = distances[at - 1] as number;
        latencies[at] = latencies[at - 1] as number;
      }
      distances[at] = distance;
      latencies[at] = this.#latencyMs[place] as number;
    }
    return found;
  }
}
