// The probe pool: reports held for reuse, at most one a replica, bounded, ageing. It picks nothing by itself.

import type { Member } from './fleet.ts';
import type { Contender } from './hot-cold.ts';
import type { LoadSource, RemovalReason } from './vocabulary.ts';

/** A report held for reuse (Prequal §4 [pool-element]). The pool writes its entries over, and makes none once it is full. */
export class PoolEntry implements Contender {
  member: Member;
  /** Number of the report among those of the member. */
  report = 0;
  source: LoadSource = 'probe';
  /** Receipt time on our clock (Prequal §4 [receipt-time]: send time would bring clock skew in). */
  receivedAtMs = Number.NaN;
  reportedRif = 0;
  /** As reported; Infinity = unknown. */
  reportedLatencyMs = Number.NaN;
  ref = 0;
  /** Queries in flight that error aversion adds (conduct.ts). */
  penalty = 0;
  /** Its time aside was over when it reported. Noted, since it is asked for every entry at every pick. */
  afterAside = false;
  rif = 0;
  latencyMs = Number.NaN;
  /** What a scoring rule makes of it, the less the better; NaN for other rules. */
  score = Number.NaN;
  uses = 0;
  usesLeft = 0;

  constructor(member: Member) {
    this.member = member;
  }

  /** Becomes the last report of `member`, good for `budget` picks, with the penalty of `nowMs`. */
  hold(member: Member, budget: number, nowMs: number): void {
    const { blamed, reportedAtMs } = member;
    this.member = member;
    this.report = member.reports;
    this.source = member.source ?? this.source;
    this.receivedAtMs = reportedAtMs;
    this.reportedRif = member.rif;
    this.reportedLatencyMs = member.latencyMs;
    this.ref = member.ref;
    this.penalty = blamed ? member.conduct.penalty(nowMs) : 0;
    this.afterAside = blamed && member.conduct.state === 'trial';
    this.rif = member.rif + this.penalty;
    this.latencyMs = member.latencyMs;
    this.score = Number.NaN;
    this.uses = 0;
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
  /** Entries to be written over. */
  readonly #spare: PoolEntry[] = [];
  /** By the member's row. */
  readonly #byRow: (PoolEntry | null)[] = [];
  #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Oldest first. */
  get entries(): readonly PoolEntry[] {
    return this.#entries;
  }

  setCapacity(capacity: number): void {
    this.#capacity = capacity;
    while (this.#entries.length > capacity) this.removeAt(0, 'evicted');
  }

  /**
   * Adds the last report of `member`. Deviation [one-per-replica]: it replaces the former one, which it makes out of date; the
   * paper does not say so. Over capacity the oldest leaves (Prequal §4 [pool-capacity]).
   */
  insert(member: Member, budget: number): PoolEntry {
    this.remove(member, 'replaced');
    if (this.#entries.length === this.#capacity) this.removeAt(0, 'evicted');
    const entry = this.#spare.pop() ?? new PoolEntry(member);
    entry.hold(member, budget, member.reportedAtMs);
    this.#entries.push(entry);
    // Rows are filled up one by one: an array with gaps is a slow one.
    while (this.#byRow.length <= member.row) this.#byRow.push(null);
    this.#byRow[member.row] = entry;
    return entry;
  }

  /** Drops entries older than `maxAgeMs` (Prequal §4 [age-out]). */
  expire(maxAgeMs: number, nowMs: number): void {
    let oldest = this.#entries[0];
    while (oldest !== undefined && nowMs - oldest.receivedAtMs > maxAgeMs) {
      this.removeAt(0, 'expired');
      oldest = this.#entries[0];
    }
  }

  entryOf(member: Member): PoolEntry | null {
    const entry = this.#byRow[member.row] ?? null;
    // The row of one that left may be another's by now.
    return entry?.member === member ? entry : null;
  }

  remove(member: Member, reason: RemovalReason): void {
    const entry = this.entryOf(member);
    if (entry !== null) this.removeAt(this.#entries.indexOf(entry), reason);
  }

  removeAt(index: number, reason: RemovalReason): void {
    const entry = this.#entries[index];
    if (entry === undefined) return;
    // Shifting by hand beats splice, which allocates the removed part.
    for (let i = index + 1; i < this.#entries.length; i++)
      this.#entries[i - 1] = this.#entries[i] as PoolEntry;
    this.#entries.pop();
    this.#byRow[entry.member.row] = null;
    this.#spare.push(entry);
    entry.member.removals[reason]++;
  }
}
