// Who is in the fleet, who may be picked, and what is known of each. It chooses nothing.

import type { LoadSource, RemovalReason, RuleName } from './closed-sets.ts';
import type { LoadReport } from './load-report.ts';
import { ProbeState } from './probe-state.ts';

/** One replica as the policy knows it. */
export class Member {
  readonly id: string;
  eligible = false;
  /** Still a member; false once it left while queries of ours were in flight. */
  present = true;
  /** Queries of this policy that have not ended. */
  inFlight = 0;
  /** The last report and where it came from. */
  report: LoadReport | null = null;
  source: LoadSource | null = null;
  reportedAtMs = Number.NEGATIVE_INFINITY;
  /** Queries sent since the last report. */
  sentSinceReport = 0;
  /** When the last query that failed ended. */
  failedAtMs = Number.NEGATIVE_INFINITY;
  readonly probing = new ProbeState();
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

  constructor(id: string) {
    this.id = id;
  }

  onReport(report: LoadReport, source: LoadSource, nowMs: number): void {
    this.report = report;
    this.source = source;
    this.reportedAtMs = nowMs;
    this.sentSinceReport = 0;
  }
}

/** The members, n of Eq. 1, and the eligible ones among them. */
export class Fleet {
  readonly #byId = new Map<string, Member>();
  #members: readonly Member[] = [];
  #eligible: readonly Member[] = [];

  get members(): readonly Member[] {
    return this.#members;
  }

  /** Those that may be picked, in the members' order. Replaced, never edited: a new array tells of a change. */
  get eligible(): readonly Member[] {
    return this.#eligible;
  }

  get(id: string): Member | undefined {
    return this.#byId.get(id);
  }

  /** Sets the members; returns those that left. Ids that stand twice count once. */
  setReplicas(ids: readonly string[]): Member[] {
    const wanted = new Set(ids);
    const left = this.#members.filter(member => !wanted.has(member.id));
    for (const member of left) {
      member.present = false;
      member.eligible = false;
      this.#byId.delete(member.id);
    }
    for (const id of wanted) if (!this.#byId.has(id)) this.#byId.set(id, new Member(id));
    this.#members = [...wanted].flatMap(id => this.#byId.get(id) ?? []);
    this.#refresh();
    return left;
  }

  /** Returns whether anything changed. */
  setEligible(member: Member, eligible: boolean): boolean {
    if (member.eligible === eligible) return false;
    member.eligible = eligible;
    this.#refresh();
    return true;
  }

  #refresh(): void {
    this.#eligible = this.#members.filter(member => member.eligible);
  }
}
