// Counts of what the policy did, for metrics. Plain numbers; the shell turns them into series.

import type { RuleName } from './decision.ts';
import { type InvalidReason, invalidReason, type LoadReport } from './load-report.ts';
import type { RemovalReason } from './probe-pool.ts';

/** A count per word and replica. */
export type CountsByReplica<Word extends string> = Readonly<
  Record<string, Readonly<Partial<Record<Word, number>>>>
>;

export class PolicyTally {
  readonly picks: Record<string, Partial<Record<RuleName, number>>> = {};
  readonly removals: Record<string, Partial<Record<RemovalReason, number>>> = {};
  readonly invalid: Record<InvalidReason, number> = { rif: 0, latency: 0, utilization: 0 };

  onPick(rule: RuleName, replica: string): void {
    add(this.picks, replica, rule);
  }

  onRemoval(reason: RemovalReason, replica: string): void {
    add(this.removals, replica, reason);
  }

  onInvalid(report: LoadReport): void {
    const reason = invalidReason(report);
    if (reason !== null) this.invalid[reason]++;
  }

  /** A replica that left takes its counts along, so that names that come and go cost no memory. */
  forget(replica: string): void {
    delete this.picks[replica];
    delete this.removals[replica];
  }
}

function add<Word extends string>(
  counts: Record<string, Partial<Record<Word, number>>>,
  replica: string,
  word: Word,
): void {
  let ofReplica = counts[replica];
  if (ofReplica === undefined) {
    ofReplica = {};
    counts[replica] = ofReplica;
  }
  ofReplica[word] = (ofReplica[word] ?? 0) + 1;
}
