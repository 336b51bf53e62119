// How much work is one query? It knows the distributions and nothing of who does the work.

import type { Rng } from 'prequal';

/** clipped_normal is the paper's (§5); the others put the rules to the test with more or less variance. */
export type WorkName = 'clipped_normal' | 'exponential' | 'pareto' | 'constant';

/** Deviates by so much that the variance is infinite, and the mean is not. */
const PARETO_SHAPE = 2;
/** E max(0, N(1, 1)) = Phi(1) + phi(1). */
const CLIPPED_NORMAL_MEAN = 0.8413447460685429 + 0.24197072451914337;

/** A sampler of the work of one query in milliseconds of one core at speed 1; `meanMs` is mu where work is clipped_normal. */
export function workSampler(name: WorkName, meanMs: number, rng: Rng): () => number {
  switch (name) {
    case 'clipped_normal':
      return () => clippedNormal(meanMs, rng);
    case 'exponential':
      return () => -meanMs * Math.log(1 - rng.float());
    case 'pareto':
      return () => pareto(meanMs, rng);
    case 'constant':
      return () => meanMs;
  }
}

/** The mean work of a query, ms: above `meanMs` where the distribution is cut at zero. */
export function expectedWorkMs(name: WorkName, meanMs: number): number {
  return name === 'clipped_normal' ? meanMs * CLIPPED_NORMAL_MEAN : meanMs;
}

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

function pareto(meanMs: number, rng: Rng): number {
  const leastMs = (meanMs * (PARETO_SHAPE - 1)) / PARETO_SHAPE;
  return leastMs / (1 - rng.float()) ** (1 / PARETO_SHAPE);
}
