// How far may a right implementation stray by chance? Bounds computed from the sample size at a stated error probability.

/** A right implementation fails a test of this probability once in a million seeds. */
export const ERROR_PROBABILITY = 1e-6;

/**
 * Half-width around n p that a Binomial(n, p) count leaves with at most `errorProbability` (Bernstein's inequality: no
 * approximation, holds for every n and p).
 */
export function binomialBound(n: number, p: number, errorProbability = ERROR_PROBABILITY): number {
  return bernsteinBound(n * p * (1 - p), 1, errorProbability);
}

/** The same for a sum of independent terms with total variance `variance`, each within `range` of its mean. */
export function bernsteinBound(
  variance: number,
  range: number,
  errorProbability = ERROR_PROBABILITY,
): number {
  const log = Math.log(2 / errorProbability);
  const linear = (range * log) / 3;
  return linear + Math.sqrt(linear ** 2 + 2 * log * variance);
}

/** What a chi-square variable with `degrees` of freedom exceeds with at most `errorProbability` (Laurent and Massart). */
export function chiSquareBound(degrees: number, errorProbability = ERROR_PROBABILITY): number {
  const log = Math.log(1 / errorProbability);
  return degrees + 2 * Math.sqrt(degrees * log) + 2 * log;
}

/** Pearson's statistic of counts that should be equal. */
export function chiSquareUniform(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
