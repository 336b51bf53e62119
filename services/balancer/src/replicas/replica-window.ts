// What did one replica do in the last seconds? Counts and latency quantiles for the live table; exact series are
// Prometheus's business.

const SLOT_MS = 1000;
const SLOTS = 10;
const LOWEST_MS = 0.1;
/** Each bucket is this much wider than the last: the error of a quantile is at most half of it. */
const GROWTH = 1.1;
const BUCKETS = 150;

interface Slot {
  startMs: number;
  calls: number;
  readonly counts: Uint32Array;
}

/** A histogram over the last ten seconds, in slots of one. */
export class ReplicaWindow {
  readonly #slots: Slot[] = Array.from({ length: SLOTS }, () => ({
    startMs: Number.NEGATIVE_INFINITY,
    calls: 0,
    counts: new Uint32Array(BUCKETS),
  }));

  record(latencyMs: number, nowMs: number): void {
    const index = Math.floor(nowMs / SLOT_MS);
    const slot = this.#slots[index % SLOTS];
    if (slot === undefined) return;
    if (slot.startMs !== index * SLOT_MS) {
      slot.startMs = index * SLOT_MS;
      slot.calls = 0;
      slot.counts.fill(0);
    }
    slot.calls++;
    const bucket = bucketOf(latencyMs);
    slot.counts[bucket] = (slot.counts[bucket] ?? 0) + 1;
  }

  calls(nowMs: number): number {
    return this.#fresh(nowMs).reduce((sum, slot) => sum + slot.calls, 0);
  }

  /** The quantile in milliseconds; null without a call. */
  quantileMs(quantile: number, nowMs: number): number | null {
    return quantileOf(this.#fresh(nowMs), quantile);
  }

  /** The slots of the last `spanMs`. */
  slots(nowMs: number, spanMs: number): readonly Slot[] {
    return this.#fresh(nowMs).filter(slot => slot.startMs > nowMs - spanMs);
  }

  #fresh(nowMs: number): Slot[] {
    return this.#slots.filter(slot => slot.startMs > nowMs - SLOTS * SLOT_MS);
  }
}

function bucketOf(latencyMs: number): number {
  const bucket = Math.floor(Math.log(latencyMs / LOWEST_MS) / Math.log(GROWTH));
  return Math.min(BUCKETS - 1, Math.max(0, bucket));
}

/** The quantile over several replicas in the last `spanMs`; null without a call. */
export function windowsQuantileMs(
  windows: readonly ReplicaWindow[],
  quantile: number,
  nowMs: number,
  spanMs: number,
): number | null {
  return quantileOf(
    windows.flatMap(window => window.slots(nowMs, spanMs)),
    quantile,
  );
}

function quantileOf(slots: readonly Slot[], quantile: number): number | null {
  const rank = quantile * slots.reduce((sum, slot) => sum + slot.calls, 0);
  if (rank === 0) return null;
  let seen = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    for (const slot of slots) seen += slot.counts[bucket] ?? 0;
    if (seen >= rank) return LOWEST_MS * GROWTH ** (bucket + 0.5);
  }
  return null;
}
