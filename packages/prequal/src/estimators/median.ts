// The paper's estimator: the median latency of recent queries that met about the RIF that a new one would meet.

import { type Estimator, isSample } from '../estimator.ts';

/** Samples kept; bounds memory and the cost of a read. A power of two: places wrap by a mask. */
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
    this.#next = (this.#next + 1) & (KEPT - 1);
    this.#count = Math.min(this.#count + 1, KEPT);
  }

  estimate(rif: number, nowMs: number): number | null {
    const found = this.#findNearest(rif + 1, nowMs);
    return found === 0 ? null : medianOf(this.#nearest, found);
  }

  /** How many were found. Goes from the newest to the oldest, so that of equally near ones the first stay. */
  #findNearest(tag: number, nowMs: number): number {
    const tags = this.#tag;
    const times = this.#atMs;
    const latencies = this.#nearest;
    const distances = this.#distances;
    let farthest = Number.POSITIVE_INFINITY;
    let found = 0;
    for (let i = 1; i <= this.#count && farthest > 0; i++) {
      const place = (this.#next - i) & (KEPT - 1);
      const distance = Math.abs((tags[place] as number) - tag);
      if (distance >= farthest) continue;
      if (nowMs - (times[place] as number) > this.#sampleMaxAgeMs) break;
      let at = found < NEAREST ? found++ : NEAREST - 1;
      for (; at > 0 && (distances[at - 1] as number) > distance; at--) {
        distances[at] = distances[at - 1] as number;
        latencies[at] = latencies[at - 1] as number;
      }
      distances[at] = distance;
      latencies[at] = this.#latencyMs[place] as number;
      if (found === NEAREST) farthest = distances[NEAREST - 1] as number;
    }
    return found;
  }
}

/** Of the first `count` values, the upper one of two; sorts them in place, by insertion, since they are few. */
function medianOf(values: Float64Array, count: number): number {
  for (let i = 1; i < count; i++) {
    const value = values[i] as number;
    let at = i;
    for (; at > 0 && (values[at - 1] as number) > value; at--) values[at] = values[at - 1] as number;
    values[at] = value;
  }
  return values[count >> 1] as number;
}
