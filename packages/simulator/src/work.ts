// How much work is one query? It knows the distribution of the paper's testbed and nothing of who does the work.

import type { Rng } from 'prequal';

/**
 * One draw of max(0, N(meanMs, sd = meanMs)) in milliseconds of one core (Prequal §5): clipped at zero, not drawn again,
 * so that about a sixth of the queries do no work and the mean is 1.083 times `meanMs`.
 */
export function clippedNormal(meanMs: number, rng: Rng): number {
  return Math.max(0, meanMs * (1 + standardNormal(rng)));
}

/** Box-Muller; one of the pair is dropped, so that a draw leaves nothing behind and streams stay replayable. */
function standardNormal(rng: Rng): number {
  const radius = Math.sqrt(-2 * Math.log(1 - rng.float()));
  return radius * Math.cos(2 * Math.PI * rng.float());
}
