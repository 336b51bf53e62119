// Is the pool too stale to be worth using? Asked by MODE=auto before every pick; it changes nothing.

import type { PoolEntry } from './probe-pool.ts';

/** Entries older than this share of their own latency are stale: by then so many of the queries that they counted have ended. */
const STALE_AGE_SHARE = 0.3;
/** Asking first pays only where the wait is small beside the query: at most this share of its latency. */
const WAIT_SHARE = 0.25;

/**
 * Deviation [auto-mode]: the paper leaves the mode to the operator. Why the pool is stale, in words; null when it is not, or
 * when waiting `waitMs` would cost more than it is worth.
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
  if (known === 0) return null;
  const meanAgeMs = ageMs / entries.length;
  const meanLatencyMs = latencyMs / known;
  if (waitMs > WAIT_SHARE * meanLatencyMs || meanAgeMs <= STALE_AGE_SHARE * meanLatencyMs) return null;
  return `the pool was ${meanAgeMs.toFixed(0)} ms old on average, its latencies ${meanLatencyMs.toFixed(0)} ms`;
}
