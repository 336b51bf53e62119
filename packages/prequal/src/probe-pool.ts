// The probe pool: reports held for reuse, at most one a replica, bounded, ageing. It picks nothing by itself.

import type { LoadSource, RemovalReason } from './closed-sets.ts';
import type { Member } from './fleet.ts';
import type { Contender } from './hot-cold.ts';
import type { LoadReport } from './load-report.ts';

/** A report held for reuse (Prequal §4 [pool-element]). */
export class PoolEntry implements Contender {
  readonly member: Member;
  readonly source: LoadSource;
  /** Receipt time on our clock (Prequal §4 [receipt-time]: send time would bring clock skew in). */
  readonly receivedAtMs: number;
  readonly reportedRif: number;
  /** As reported; Infinity = unknown. */
  readonly reportedLatencyMs: number;
  readonly ref: number;
  /** Queries in flight that error aversion adds (conduct.ts). */
  readonly penalty: number;
  /** Its time aside was over when it reported. Noted, since it is asked for every entry at every pick. */
  readonly afterAside: boolean;
  rif: number;
  latencyMs: number;
  /** What a scoring rule makes of it, the less the better; NaN for other rules. */
  score = Number.NaN;
  uses = 0;
  usesLeft: number;

  constructor(member: Member, report: LoadReport, source: LoadSource, budget: number, nowMs: number) {
    this.member = member;
    this.source = source;
    this.receivedAtMs = nowMs;
    this.reportedRif = report.rif;
    this.ref = report.ref ?? 0;
    this.penalty = member.conduct.penalty(nowMs);
    this.afterAside = member.conduct.place === 'trial';
    this.rif = report.rif + this.penalty;
    this.reportedLatencyMs = report.latencyMs ?? Number.POSITIVE_INFINITY;
    this.latencyMs = this.reportedLatencyMs;
    this.usesLeft = budget;
  }

  /**
   * Deviation [unknown-load]: an idle replica of unknown latency is worth one query at a time. Not one that failed of late
   * (its penalty keeps it from being idle): what fails at once stays unknown and would draw nearly all queries. Worth one is
   * also a replica whose time aside is over: it shows whether it serves again.
   */
  get trial(): boolean {
    if (this.afterAside) return true;
    if (this.latencyMs !== Number.POSITIVE_INFINITY || this.rif > 0) return false;
    return this.member.inFlight === 0;
  }
}

/** Entries in order of receipt, oldest first. Every removal is counted at its replica by reason. */
export class ProbePool {
  readonly #entries: PoolEntry[] = [];
  readonly #byMember = new Map<Member, PoolEntry>();
  #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Oldest first. */
  get entries(): readonly PoolEntry[] {
    return this.#entries;
  }

  get capacity(): number {
    return this.#capacity;
  }

  setCapacity(capacity: number): void {
    this.#capacity = capacity;
    while (this.#entries.length > capacity) this.removeAt(0, 'evicted');
  }

  /** Adds a report: the newest of a replica replaces the former one; over capacity the oldest leaves (Prequal §4 [pool-capacity]). */
  insert(entry: PoolEntry): void {
    this.remove(entry.member, 'replaced');
    if (this.#entries.length === this.#capacity) this.removeAt(0, 'evicted');
    this.#entries.push(entry);
    this.#byMember.set(entry.member, entry);
  }

  /** Drops entries older than `maxAgeMs` (Prequal §4 [age-out]). */
  expire(maxAgeMs: number, nowMs: number): void {
    let oldest = this.#entries[0];
    while (oldest !== undefined && nowMs - oldest.receivedAtMs > maxAgeMs) {
      this.removeAt(0, 'expired');
      oldest = this.#entries[0];
    }
  }

  entryOf(member: Member): PoolEntry | undefined {
    return this.#byMember.get(member);
  }

  remove(member: Member, reason: RemovalReason): void {
    const entry = this.#byMember.get(member);
    if (entry !== undefined) this.removeAt(this.#entries.indexOf(entry), reason);
  }

  removeAt(index: number, reason: RemovalReason): void {
    const entry = this.#entries[index];
    if (entry === undefined) return;
    // Shifting by hand beats splice, which allocates the removed part.
    for (let i = index + 1; i < this.#entries.length; i++)
      this.#entries[i - 1] = this.#entries[i] as PoolEntry;
    this.#entries.pop();
    this.#byMember.delete(entry.member);
    entry.member.removals[reason]++;
  }
}
