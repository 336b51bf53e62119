// Latencies in, quantiles out, to half a percent, at the cost of one increment each.

/** Sub-buckets of each power of two: a bucket is at most 1/256 of its values wide. */
const SUB_BITS = 8;
const SUB_BUCKETS = 1 << SUB_BITS;
const US_PER_MS = 1000;
const MAX_US = 2 ** 32 - 1;
const BUCKETS = (32 - SUB_BITS + 1) * SUB_BUCKETS;

/** Counts by latency up to 71 minutes, longer ones as that. */
export class LatencyHistogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #count = 0;
  #sumMs = 0;
  #maxMs = 0;

  get count(): number {
    return this.#count;
  }

  /** NaN when empty. */
  get meanMs(): number {
    return this.#sumMs / this.#count;
  }

  get maxMs(): number {
    return this.#maxMs;
  }

  record(latencyMs: number): void {
    const bucket = bucketOf(Math.min(MAX_US, Math.round(latencyMs * US_PER_MS)));
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
    this.#count++;
    this.#sumMs += latencyMs;
    if (latencyMs > this.#maxMs) this.#maxMs = latencyMs;
  }

  /** The nearest-rank quantile, the middle of its bucket, never above the largest value; null when empty. */
  quantileMs(quantile: number): number | null {
    if (this.#count === 0) return null;
    const rank = Math.max(1, Math.ceil(quantile * this.#count - 1e-9));
    let seen = 0;
    for (let i = 0; i < BUCKETS; i++) {
      seen += this.#counts[i] as number;
      if (seen >= rank) return Math.min(middleMs(i), this.#maxMs);
    }
    return this.#maxMs;
  }
}

/** Values below 256 us have a bucket each; above, the highest eight bits after the leading one choose. */
function bucketOf(us: number): number {
  if (us < SUB_BUCKETS) return us;
  const shift = 31 - Math.clz32(us) - SUB_BITS;
  return (shift + 1) * SUB_BUCKETS + ((us >>> shift) - SUB_BUCKETS);
}

function middleMs(bucket: number): number {
  if (bucket < SUB_BUCKETS) return bucket / US_PER_MS;
  const shift = Math.floor(bucket / SUB_BUCKETS) - 1;
  const least = (SUB_BUCKETS + (bucket % SUB_BUCKETS)) * 2 ** shift;
  return (least + (2 ** shift - 1) / 2) / US_PER_MS;
}
