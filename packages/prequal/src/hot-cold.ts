// The hot-cold lexicographic rule: which of these reports is best, and which is worst? Pure; knows no pool and no replicas.

import type { PolicyOptions } from './options.ts';
import type { Rng } from './rng.ts';
import { selectFirst } from './select.ts';

/** What the rule compares. */
export interface Contender {
  /** RIF, compensated for the queries sent since the report. */
  readonly rif: number;
  /** Latency estimate in milliseconds; Infinity = unknown. */
  readonly latencyMs: number;
  /** Worth one query: idle and of unknown latency, or back from a time aside. */
  readonly trial: boolean;
}

/** Which RIFs are hot. */
export interface Threshold {
  /** The quantile of reported RIFs; Infinity when nothing is hot. */
  readonly rif: number;
  /** The least RIF that is hot. */
  readonly hotFrom: number;
}

/** The threshold from the quantile of the RIF history (NaN when it is empty). */
export function thresholdOf(quantile: number, options: Pick<PolicyOptions, 'qRif' | 'hotTies'>): Threshold {
  // Prequal §5.3 [q-one]: Q_RIF 1 is an infinite limit, latency-only control.
  if (options.qRif === 1 || Number.isNaN(quantile)) {
    return { rif: Number.POSITIVE_INFINITY, hotFrom: Number.POSITIVE_INFINITY };
  }
  // Prequal §5.3 [q-zero]: Q_RIF 0 is RIF-only control, every entry hot.
  if (options.qRif === 0) return { rif: quantile, hotFrom: Number.NEGATIVE_INFINITY };
  // Deviation [hot-ties]: §4 reads "exceeds" (ties cold), §5.3 makes a tie with the limit hot: HOT_TIES chooses.
  return { rif: quantile, hotFrom: options.hotTies === 'hot' ? quantile : quantile + 1 };
}

/** Prequal §4 [hot]: hot when its RIF exceeds the threshold, else cold. */
export function isHot(contender: Contender, threshold: Threshold): boolean {
  return contender.rif >= threshold.hotFrom;
}

/** Negative when `a` is the better choice, 0 when the rule cannot tell. */
export function compare(a: Contender, b: Contender, threshold: Threshold): number {
  const aHot = isHot(a, threshold);
  // Prequal §4 [hot-cold]: any cold one before all hot ones.
  if (aHot !== isHot(b, threshold)) return aHot ? 1 : -1;
  // Prequal §4 [hot-least-rif]: among the hot the least RIF. Deviation [equal-rif]: equal RIF goes to the lower latency.
  if (aHot && a.rif !== b.rif) return a.rif - b.rif;
  // Prequal §4 [cold-least-latency]: among the cold the least latency estimate; a trial goes first, unknown last.
  const aRank = a.trial ? -1 : a.latencyMs;
  const bRank = b.trial ? -1 : b.latencyMs;
  return aRank === bRank ? 0 : aRank < bRank ? -1 : 1;
}

/** Index of the best contender, -1 when there is none. Ties are drawn at random. `skip` leaves some out. */
export function selectBest<C extends Contender>(
  contenders: readonly C[],
  threshold: Threshold,
  rng: Rng,
  skip?: (contender: C) => boolean,
): number {
  return selectFirst(contenders, (a, b) => compare(a, b, threshold), rng, skip);
}

/** Index of the worst contender: the exact reverse of the selection order (Prequal §4 [worst]). */
export function selectWorst(contenders: readonly Contender[], threshold: Threshold, rng: Rng): number {
  return selectFirst(contenders, (a, b) => -compare(a, b, threshold), rng);
}
