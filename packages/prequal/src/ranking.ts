// The seam between a probe pool and the order of its entries: the one thing in which rules with a pool differ.

import type { Member } from './fleet.ts';
import type { Threshold } from './hot-cold.ts';
import type { LoadReport } from './load-report.ts';
import type { PolicyOptions } from './options.ts';
import type { QueryEnd } from './policy.ts';
import type { PoolEntry } from './probe-pool.ts';
import type { RifHistory } from './rif-history.ts';

export interface Ranking {
  /** What a choice by it goes by. */
  readonly why: 'hot_cold' | 'least_score';
  /** Whether replicas that fail are kept away from. */
  readonly averse: boolean;
  /** Whether a query may wait for answers of its own: Prequal §4 [sync] knows it of Prequal alone. */
  readonly waits: boolean;
  /** The reported RIFs that it goes by; null for none. */
  readonly history: RifHistory | null;
  /** Reads what `best`, `ruleOf` and the next `worst` go by; called before each choice. The threshold, null for none. */
  look(entries: readonly PoolEntry[]): Threshold | null;
  /** Index of the best entry, -1 when there is none. `skip` leaves some out. */
  best(entries: readonly PoolEntry[], skip?: (entry: PoolEntry) => boolean): number;
  /** Index of the worst entry, the one to remove; the pool may have changed since `look`. */
  worst(entries: readonly PoolEntry[]): number;
  ruleOf(entry: PoolEntry): 'cold' | 'hot' | 'baseline';
  onReport(member: Member, report: LoadReport): void;
  onEnd(member: Member, end: QueryEnd): void;
  onChange(options: PolicyOptions): void;
  /** The replica left the fleet. */
  onLeft(member: Member): void;
}
