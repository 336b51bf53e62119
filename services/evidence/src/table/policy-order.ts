// In which order do policies stand in the table, and which of those that differ by a setting alone?

import { ENTRANTS, PEAK_EWMA_TAUS_S, peakEwmaName } from './entrants.ts';
import type { Scores } from './scores.ts';

/** Everybody but the references, from the best mean on, p2c_peak_ewma with its best setting only; then the references. */
export function rankedNames(scores: Scores): readonly string[] {
  const best = scores.bestTauS();
  const worseSettings = PEAK_EWMA_TAUS_S.filter(tauS => tauS !== best).map(peakEwmaName);
  const mean = (name: string) => scores.summary(name).mean ?? Number.POSITIVE_INFINITY;
  const isReference = ({ kind }: (typeof ENTRANTS)[number]) => kind === 'reference';
  const ranked = ENTRANTS.filter(each => !isReference(each) && !worseSettings.includes(each.name))
    .map(({ name }) => ({ name, mean: mean(name) }))
    .sort((one, other) => one.mean - other.mean)
    .map(({ name }) => name);
  return [...ranked, ...ENTRANTS.filter(isReference).map(({ name }) => name)];
}
