// A decision in words: why this replica, and what stood beside it.

import type { Candidate } from './decision.ts';

/** What a choice went by, where it was not by the hot-cold rule. */
const WHY = {
  fallback: 'drawn at random, the pool held too few entries',
  only: 'the only replica that may be picked',
  panic: 'drawn at random, every replica is set aside',
  drawn: 'drawn at random',
  in_turn: 'next in cyclic order',
  least_in_flight: 'the fewest of our own queries in flight, next in cyclic order among equals',
  lesser_of_two: 'the lesser of two drawn at random',
  not_comparable: 'drawn at random, two that were drawn could not be compared',
  by_weight: 'next in turn by weight',
  least_score: 'the least score of the pool',
  no_weights: 'next in cyclic order, fewer than two weights are known',
} as const;

export type Why = keyof typeof WHY | 'hot_cold';

/** Hot candidates named when a cold one was picked; with more the line would not be read. */
const HOT_NAMED = 3;

/** "b: RIF 1; runner-up a: RIF 3; the lesser of two drawn at random"; without numbers where nothing was compared. */
export function plainReason(
  why: Exclude<Why, 'hot_cold'>,
  replica: string,
  runnerUp: string | null,
  candidates: readonly Candidate[],
): string {
  const words = (id: string) => `${id}: ${numbersOf(candidates.find(one => one.replica === id))}`;
  if (why !== 'lesser_of_two' && why !== 'least_score') return `${replica}: ${WHY[why]}`;
  const second = runnerUp === null ? '' : `; runner-up ${words(runnerUp)}`;
  return `${words(replica)}${second}; ${WHY[why]}`;
}

/** "b: cold at RIF 1, 12.3 ms; runner-up a: cold at RIF 2, 14.0 ms; threshold 5, c hot at 9". */
export function reasonFor(
  rule: 'cold' | 'hot',
  replica: string,
  runnerUp: string | null,
  threshold: number | null,
  candidates: readonly Candidate[],
): string {
  const inWords = (id: string) =>
    wordsFor(
      id,
      candidates.find(one => one.replica === id),
    );
  const parts = [inWords(replica)];
  if (runnerUp !== null) parts.push(`runner-up ${inWords(runnerUp)}`);
  const limit = threshold === null ? 'no threshold' : `threshold ${threshold}`;
  parts.push(rule === 'cold' ? [limit, ...hotOnes(candidates)].join(', ') : limit);
  return parts.join('; ');
}

/** "RIF 1, 12.3 ms, score 24.6": what is known. */
function numbersOf(candidate: Candidate | undefined): string {
  if (candidate === undefined) return 'nothing known';
  const { rif, latencyMs, score } = candidate;
  const latency = latencyMs === null ? [] : [`${latencyMs.toFixed(1)} ms`];
  const scored = score === null || score === rif ? [] : [`score ${score.toFixed(1)}`];
  return [`RIF ${rif}`, ...latency, ...scored].join(', ');
}

function hotOnes(candidates: readonly Candidate[]): string[] {
  const hot = candidates.filter(one => one.hot);
  const named = hot.slice(0, HOT_NAMED).map(one => `${one.replica} hot at ${one.rif}`);
  return hot.length > HOT_NAMED ? [...named, `${hot.length - HOT_NAMED} more hot`] : named;
}

function wordsFor(replica: string, candidate: Candidate | undefined): string {
  if (candidate === undefined) return replica;
  const latency = candidate.latencyMs === null ? 'latency unknown' : `${candidate.latencyMs.toFixed(1)} ms`;
  const penalty = candidate.penalty === 0 ? '' : ` (${candidate.penalty} of it for failures)`;
  return `${replica}: ${candidate.hot ? 'hot' : 'cold'} at RIF ${candidate.rif}${penalty}, ${latency}`;
}
