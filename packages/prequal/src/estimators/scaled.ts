// The default estimator: mean latency of recent queries, rescaled from the RIF they met to the RIF now.

import { type Estimator, isSample } from '../estimator.ts';

/** Weight of all older samples after a completion, at most: a memory of some 20 samples. */
const KEEP = 0.95;
/** A gap between samples up to this costs no memory, ms: the replica is in use. */
const GAP_MS = 100;
/** Time constant of forgetting in longer gaps, ms: who gets few queries is judged by the last ones, and so comes back. */
const FORGET_MS = 1000;
/** Softens the ratio of RIFs, so that an idle replica's noise does not double its estimate. */
const SOFTENING = 0.25;

/** Factor on a latency that was estimated at `fromRif` in flight, now that `toRif` are: the estimator's own formula. */
export function latencyFactor(fromRif: number, toRif: number): number {
  return (toRif + 1 + SOFTENING) / (fromRif + 1 + SOFTENING);
}

/**
 * Deviation [scaled-estimator]: the paper takes the median latency of samples at or near the current RIF (§4), which finds
 * too few samples in small fleets. Here estimate = mean latency x (rif + 1 + c) / (mean tag + c).
 */
export class ScaledEstimator implements Estimator {
  readonly #sampleMaxAgeMs: number;
  #weight = 0;
  #meanLatencyMs = 0;
  #meanTag = 0;
  #recordedAtMs = Number.NEGATIVE_INFINITY;

  constructor(sampleMaxAgeMs: number) {
    this.#sampleMaxAgeMs = sampleMaxAgeMs;
  }

  record(latencyMs: number, rifAtArrival: number, ok: boolean, nowMs: number): void {
    if (!isSample(latencyMs, rifAtArrival)) return;
    if (nowMs - this.#recordedAtMs > this.#sampleMaxAgeMs) this.#weight = 0;
    // The estimate goes by mean latency over mean (tag + c): only a sample above that ratio raises it, so a failure that took
    // long counts, one that was fast does not.
    const per = this.#meanLatencyMs / (this.#meanTag + SOFTENING);
    if (!ok && (this.#weight === 0 || latencyMs / (rifAtArrival + SOFTENING) < per)) return;
    const gapMs = Math.max(0, nowMs - this.#recordedAtMs - GAP_MS);
    const kept = this.#weight * Math.min(KEEP, Math.exp(-gapMs / FORGET_MS));
    this.#weight = kept + 1;
    this.#meanLatencyMs += (latencyMs - this.#meanLatencyMs) / this.#weight;
    this.#meanTag += (rifAtArrival - this.#meanTag) / this.#weight;
    this.#recordedAtMs = nowMs;
  }

  estimate(rif: number, nowMs: number): number | null {
    if (this.#weight === 0 || nowMs - this.#recordedAtMs > this.#sampleMaxAgeMs) return null;
    return (this.#meanLatencyMs * (rif + 1 + SOFTENING)) / (this.#meanTag + SOFTENING);
  }
}
