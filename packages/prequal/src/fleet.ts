// Who is in the fleet, who may be picked, and what is known of each. It chooses nothing.

import { Conduct } from './conduct.ts';
import { idIndexOf } from './id-index.ts';
import type { LoadReport } from './load-report.ts';
import type { LoadSource, RemovalReason, RuleName } from './vocabulary.ts';

/** One replica as the policy knows it. */
export class Member {
  readonly id: string;
  /** Its place in tables with a row for each member, from 0; whoever leaves gives it to another. */
  readonly row: number;
  /** The caller allows it: connected, not draining, not frozen. */
  allowed = false;
  /** Error aversion bars it: set aside, or a trial under way. */
  barred = false;
  /** May be picked: allowed and not barred. */
  eligible = false;
  /** Still a member; false once it left while queries of ours were in flight. */
  present = true;
  /** Queries of this policy that have not ended. */
  inFlight = 0;
  /** Reports so far: the number of the last one. */
  reports = 0;
  /** The last report in numbers, and where it came from; the report itself is its sender's, who may use it again. */
  rif = 0;
  /** ms; Infinity = unknown. */
  latencyMs = Number.POSITIVE_INFINITY;
  ref = 0;
  source: LoadSource | null = null;
  reportedAtMs = Number.NEGATIVE_INFINITY;
  /** Queries sent since the last report. */
  sentSinceReport = 0;
  /** Whether anything is held against it; where nothing is, its conduct need not be looked at. */
  blamed = false;
  readonly picks: Record<RuleName, number> = { cold: 0, hot: 0, fallback: 0, only: 0, panic: 0, baseline: 0 };
  /** Pool entries of this replica that were removed. */
  readonly removals: Record<RemovalReason, number> = {
    oldest: 0,
    worst: 0,
    expired: 0,
    exhausted: 0,
    evicted: 0,
    replaced: 0,
    left: 0,
    failed: 0,
  };

  /** Made when it is first needed: in a large fleet a client sends most replicas nothing for long. */
  #conduct: Conduct | null = null;

  constructor(id: string, row: number) {
    this.id = id;
    this.row = row;
  }

  get conduct(): Conduct {
    this.#conduct ??= new Conduct();
    return this.#conduct;
  }

  onReport({ rif, latencyMs, ref = 0 }: LoadReport, source: LoadSource, nowMs: number): void {
    this.reports++;
    this.rif = rif;
    this.latencyMs = latencyMs ?? Number.POSITIVE_INFINITY;
    this.ref = ref;
    this.source = source;
    this.reportedAtMs = nowMs;
    this.sentSinceReport = 0;
  }
}

/** The members, n of Eq. 1, those that the caller allows, and the eligible ones among these. */
export class Fleet {
  /** Where each id stands in `#members`. */
  #idIndex: ReadonlyMap<string, number> = new Map();
  #members: readonly Member[] = [];
  #allowed: readonly Member[] = [];
  #eligible: readonly Member[] = [];
  /** Both lists are made anew when somebody asks: a fleet that joins one by one is not listed once for each. */
  #stale = false;
  #rows = 0;
  readonly #freeRows: number[] = [];

  get members(): readonly Member[] {
    return this.#members;
  }

  /** Those that may be picked, in the members' order. Replaced, never edited: a new array tells of a change. */
  get eligible(): readonly Member[] {
    if (this.#stale) this.#list();
    return this.#eligible;
  }

  /** Those that the caller allows, barred ones included: where none is eligible, a doubtful one is better than none. */
  get allowed(): readonly Member[] {
    if (this.#stale) this.#list();
    return this.#allowed;
  }

  get(id: string): Member | undefined {
    const index = this.#idIndex.get(id);
    return index === undefined ? undefined : this.#members[index];
  }

  /** Sets the members; returns those that left, whose rows are to be cleared. Ids that stand twice count once. */
  setReplicas(ids: readonly string[]): Member[] {
    const idIndex = idIndexOf(ids);
    const left = this.#members.filter(member => !idIndex.has(member.id));
    for (const member of left) {
      member.present = false;
      member.allowed = false;
      member.eligible = false;
      this.#freeRows.push(member.row);
    }
    this.#members = Array.from(
      idIndex.keys(),
      id => this.get(id) ?? new Member(id, this.#freeRows.pop() ?? this.#rows++),
    );
    this.#idIndex = idIndex;
    this.#stale = true;
    return left;
  }

  /** The caller's word on whether it may be picked. Returns whether that changes what may be. */
  setAllowed(member: Member, allowed: boolean): boolean {
    member.allowed = allowed;
    return this.#update(member);
  }

  setBarred(member: Member, barred: boolean): void {
    member.barred = barred;
    this.#update(member);
  }

  #update(member: Member): boolean {
    const eligible = member.allowed && !member.barred;
    const changed = eligible !== member.eligible;
    member.eligible = eligible;
    this.#stale = true;
    return changed;
  }

  #list(): void {
    this.#allowed = this.#members.filter(member => member.allowed);
    this.#eligible = this.#members.filter(member => member.eligible);
    this.#stale = false;
  }
}
