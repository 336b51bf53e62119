// Is the pool too stale to be worth using? Asked by MODE=auto before every pick; it changes nothing.

import type { PoolEntry } from './probe-pool.ts';

/** Asking first pays only where the wait is small beside the query: at most this share of its latency. */
const WAIT_SHARE = 0.25;

/** Older than its own latency, by when the queries that it counted have ended; or of unknown latency. */
export function isStale({ receivedAtMs, latencyMs }: PoolEntry, nowMs: number): boolean {
  return latencyMs === Number.POSITIVE_INFINITY || nowMs - receivedAtMs > latencyMs;
}

/**
 * Deviation [auto-mode]: the paper leaves the mode to the operator. Why the pool as a whole is stale, in words; null when it is
 * not, or when waiting `waitMs` would cost more than it is worth.
 */
export function stalenessOf(
  entries: readonly PoolEntry[],
  minPool: number,
  waitMs: number,
  nowMs: number,
): string | null {
  let ageMs = 0;
  let latencyMs = 0;
  let known = 0;
  for (const entry of entries) {
    ageMs += nowMs - entry.receivedAtMs;
    if (entry.latencyMs === Number.POSITIVE_INFINITY) continue;
    latencyMs += entry.latencyMs;
    known++;
  }
  if (entries.length < minPool) return `the pool held ${entries.length}`;
  // Nothing to weigh the wait against.
  if (known === 0) return null;
  const meanAgeMs = ageMs / entries.length;
  const meanLatencyMs = latencyMs / known;
  if (waitMs > WAIT_SHARE * meanLatencyMs || meanAgeMs <= meanLatencyMs) return null;
  return `the pool was ${meanAgeMs.toFixed(0)} ms old on average, its latencies ${meanLatencyMs.toFixed(0)} ms`;
}
