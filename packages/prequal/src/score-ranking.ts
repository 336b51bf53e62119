// The order of a pool by one number for each entry: the rules that the paper compares Prequal with.

import type { Member } from './fleet.ts';
import type { LoadReport } from './load-report.ts';
import type { PolicyOptions } from './options.ts';
import type { QueryEnd } from './policy.ts';
import type { PoolEntry } from './probe-pool.ts';
import type { Ranking } from './ranking.ts';
import type { Rng } from './rng.ts';
import { selectFirst } from './select.ts';

/** What gives an entry its number, and learns for it. */
export interface Score {
  /** The less the better; Infinity where nothing can be said. */
  of(entry: PoolEntry): number;
  onReport?(member: Member, report: LoadReport): void;
  onEnd?(member: Member, end: QueryEnd): void;
  onChange?(options: PolicyOptions): void;
  onLeft?(member: Member): void;
}

interface Scored {
  readonly score: number;
}

/** Index of the one with the least score, -1 when there is none. */
export function leastScore<S extends Scored>(
  scored: readonly S[],
  rng: Rng,
  skip?: (one: S) => boolean,
): number {
  return selectFirst(scored, byScore, rng, skip);
}

export class ScoreRanking implements Ranking {
  readonly why = 'least_score';
  readonly averse = false;
  readonly waits = false;
  readonly history = null;
  readonly #score: Score;
  readonly #rng: Rng;

  constructor(score: Score, rng: Rng) {
    this.#score = score;
    this.#rng = rng;
  }

  look(entries: readonly PoolEntry[]): null {
    for (const entry of entries) entry.score = this.#score.of(entry);
    return null;
  }

  best(entries: readonly PoolEntry[], skip?: (entry: PoolEntry) => boolean): number {
    return leastScore(entries, this.#rng, skip);
  }

  worst(entries: readonly PoolEntry[]): number {
    this.look(entries);
    return selectFirst(entries, (a, b) => byScore(b, a), this.#rng);
  }

  ruleOf(): 'baseline' {
    return 'baseline';
  }

  onReport(member: Member, report: LoadReport): void {
    this.#score.onReport?.(member, report);
  }

  onEnd(member: Member, end: QueryEnd): void {
    this.#score.onEnd?.(member, end);
  }

  onChange(options: PolicyOptions): void {
    this.#score.onChange?.(options);
  }

  onLeft(member: Member): void {
    this.#score.onLeft?.(member);
  }
}

function byScore(a: Scored, b: Scored): number {
  return a.score === b.score ? 0 : a.score < b.score ? -1 : 1;
}
