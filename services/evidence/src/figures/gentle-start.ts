// How does a run begin where weighted round robin plays? By gRFC A58 its weights count ten seconds after the first report, and
// until then it is round robin: at half the load, so that it comes into what counts with its weights and without that time's backlog.

import { BLACKOUT_MS } from 'prequal';
import type { LoadStep } from 'simulator';

/** The first reports of all replicas have come within two seconds. */
const HALF_LOAD_MS = BLACKOUT_MS + 2000;

/** Warm-up of such a run, s: what was queued at half the load has been served by then, or timed out. */
export const GENTLE_WARMUP = 20;

/** Half of `queriesPerSecond` first, then all. */
export function gentleStart(queriesPerSecond: number): readonly LoadStep[] {
  return [
    { atMs: 0, queriesPerSecond: queriesPerSecond / 2 },
    { atMs: HALF_LOAD_MS, queriesPerSecond },
  ];
}
