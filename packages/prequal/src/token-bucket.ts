// May this happen now without exceeding a rate? The arithmetic of a token bucket; who asks keeps its two numbers.

/** Seconds of its rate that a bucket may hold: how large a burst can be. */
const BURST_SECONDS = 0.1;
/** Tokens of a bucket that was never used: full, however deep it is. */
export const FULL = Number.POSITIVE_INFINITY;

/**
 * Tokens in a bucket that held `tokens` after it was last used, `sinceMs` ago; with at least 1 there is one to take. At least
 * one token deep. `perSecond` may change from call to call.
 */
export function refilled(tokens: number, perSecond: number, sinceMs: number): number {
  const depth = Math.max(1, perSecond * BURST_SECONDS);
  return Math.min(depth, tokens + (sinceMs * perSecond) / 1000);
}
