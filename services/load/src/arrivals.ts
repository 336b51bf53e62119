// When does each call of an open loop start? A Poisson stream at the rates of a plan, the same for the same seed.
//
// Calls of many independent clients arrive so. k6 paces its own evenly: its bursts are milder than these.

import { stretchesOf } from 'load-tests/load-plan.ts';
import type { LoadStep } from 'load-tests/scenario.ts';
import type { Rng } from 'prequal';

/** Yields arrival times in milliseconds from the start, rising, all below `durationMs` (which may be infinite). */
export function* arrivals(load: readonly LoadStep[], durationMs: number, rng: Rng): Generator<number, void> {
  for (const { fromMs, toMs, callsPerSecond } of stretchesOf(load, durationMs)) {
    if (callsPerSecond === 0) continue;
    // A Poisson stream has no memory: each stretch may begin afresh.
    let atMs = fromMs + gapMs(callsPerSecond, rng);
    while (atMs < toMs) {
      yield atMs;
      atMs += gapMs(callsPerSecond, rng);
    }
  }
}

/** Time to the next arrival: exponential, with mean 1 / rate. */
function gapMs(callsPerSecond: number, rng: Rng): number {
  return (-Math.log(1 - rng.float()) * 1000) / callsPerSecond;
}
