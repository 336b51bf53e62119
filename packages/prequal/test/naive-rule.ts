// The hot-cold rule told by filters: which ones may be picked, which ones may be removed as the worst?

import type { Contender } from '../src/hot-cold.ts';
import type { PolicyOptions } from '../src/options.ts';

export type IsHot = (rif: number) => boolean;

/** What is hot, from all RIFs of the history (never hot without one). */
export function naiveIsHot(
  history: readonly number[],
  options: Pick<PolicyOptions, 'qRif' | 'hotTies'>,
): IsHot {
  const threshold = naiveThreshold(history, options.qRif);
  if (threshold === null) return () => false;
  if (options.qRif === 0) return () => true;
  return options.hotTies === 'hot' ? rif => rif >= threshold : rif => rif > threshold;
}

/** The nearest-rank quantile of the history; null = infinite. */
export function naiveThreshold(history: readonly number[], qRif: number): number | null {
  if (history.length === 0 || qRif === 1) return null;
  const enough = qRif * history.length - 1e-9;
  const sorted = history.toSorted((a, b) => a - b);
  return sorted.find((_, i) => i + 1 >= enough) ?? null;
}

/** Those with the least value. */
function least<T>(from: readonly T[], measure: (one: T) => number): T[] {
  const bound = Math.min(...from.map(measure));
  return from.filter(one => measure(one) === bound);
}

const greatest = <T>(from: readonly T[], measure: (one: T) => number): T[] =>
  least(from, one => -measure(one));

const rifOf = (one: Contender) => one.rif;
const latencyOf = (one: Contender) => one.latencyMs;

/** Trials first, then by latency, unknown last. */
function fastest<C extends Contender>(from: readonly C[]): C[] {
  const trials = from.filter(one => one.trial);
  return trials.length > 0 ? trials : least(from, latencyOf);
}

function slowest<C extends Contender>(from: readonly C[]): C[] {
  const others = from.filter(one => !one.trial);
  return others.length > 0 ? greatest(others, latencyOf) : [...from];
}

/** Any of these may be picked. */
export function naiveBest<C extends Contender>(from: readonly C[], isHot: IsHot): C[] {
  const cold = from.filter(one => !isHot(one.rif));
  return cold.length > 0 ? fastest(cold) : fastest(least(from, rifOf));
}

/** Any of these may be removed as the worst. */
export function naiveWorst<C extends Contender>(from: readonly C[], isHot: IsHot): C[] {
  const hot = from.filter(one => isHot(one.rif));
  return hot.length > 0 ? slowest(greatest(hot, rifOf)) : slowest(from);
}
