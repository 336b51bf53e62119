// A decision in words: why this replica, and what stood beside it.

import type { RuleName } from './closed-sets.ts';
import type { Candidate } from './decision.ts';

const PLAIN_REASONS: Readonly<Record<Exclude<RuleName, 'cold' | 'hot'>, string>> = {
  fallback: 'drawn at random, the pool held too few entries',
  only: 'the only replica that may be picked',
  panic: 'drawn at random, every replica is set aside',
  baseline: 'picked by a rule without probes',
};

/** Hot candidates named when a cold one was picked; with more the line would not be read. */
const HOT_NAMED = 3;

/** "b: cold at RIF 1, 12.3 ms; runner-up a: cold at RIF 2, 14.0 ms; threshold 5, c hot at 9". */
export function reasonFor(
  rule: RuleName,
  replica: string,
  runnerUp: string | null,
  threshold: number | null,
  candidates: readonly Candidate[],
): string {
  if (rule !== 'cold' && rule !== 'hot') return `${replica}: ${PLAIN_REASONS[rule]}`;
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
