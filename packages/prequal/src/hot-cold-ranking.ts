// Prequal's order of a pool: the hot-cold rule under a threshold that follows the reported RIFs.

import type { Member } from './fleet.ts';
import { isHot, selectBest, selectWorst, type Threshold, thresholdOf } from './hot-cold.ts';
import type { LoadReport } from './load-report.ts';
import type { PolicyOptions } from './options.ts';
import type { PoolEntry } from './probe-pool.ts';
import type { Ranking } from './ranking.ts';
import { RifHistory } from './rif-history.ts';
import type { Rng } from './rng.ts';
import type { RuleParts } from './rule.ts';

export class HotColdRanking implements Ranking {
  readonly why = 'hot_cold';
  readonly averse = true;
  readonly waits = true;
  readonly history: RifHistory;
  readonly #rng: Rng;
  #options: PolicyOptions;
  /** What the threshold was made from. */
  #quantile = Number.NaN;
  /** That of the pick in the making. */
  #threshold: Threshold = thresholdOf(Number.NaN, { qRif: 1, hotTies: 'cold' });

  constructor({ rng, options }: RuleParts) {
    this.#rng = rng;
    this.#options = options;
    this.history = new RifHistory(options.rifHistory);
  }

  look(): Threshold {
    // Prequal §4 [threshold]: theta_RIF is the Q_RIF quantile of the estimated RIF distribution.
    const quantile = this.history.quantile(this.#options.qRif);
    if (quantile !== this.#quantile) {
      this.#quantile = quantile;
      this.#threshold = thresholdOf(quantile, this.#options);
    }
    return this.#threshold;
  }

  best(entries: readonly PoolEntry[], skip?: (entry: PoolEntry) => boolean): number {
    return selectBest(entries, this.#threshold, this.#rng, skip);
  }

  worst(entries: readonly PoolEntry[]): number {
    return selectWorst(entries, this.#threshold, this.#rng);
  }

  ruleOf(entry: PoolEntry): 'cold' | 'hot' {
    return isHot(entry, this.#threshold) ? 'hot' : 'cold';
  }

  onReport(_member: Member, { rif }: LoadReport): void {
    this.history.add(rif);
  }

  onEnd(): void {}

  onChange(options: PolicyOptions): void {
    if (options.rifHistory !== this.#options.rifHistory) this.history.resize(options.rifHistory);
    this.#options = options;
    this.#quantile = Number.NaN;
  }

  onLeft(): void {}
}
