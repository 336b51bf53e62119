// Keeps queries away from replicas that fail: who is set aside, for how long, and how it comes back. Knows statuses only.
//
// Deviation [set-aside]: the paper says that it avoids replicas that fail fast, and not how (§4).

import type { Fleet, Member } from './fleet.ts';
import type { Rng } from './rng.ts';
import type { Verdict } from './verdict.ts';

/** Faults in a row that set a replica aside. */
const IN_A_ROW = 5;
/** Faults within ten seconds from which on a share means something. */
const MIN_FAULTS = 5;
/** By so much must its share of faults exceed that of its peers, and by so many standard deviations of theirs. */
const MIN_EXCESS = 0.2;
const DEVIATIONS = 3;
const FIRST_HOLD_MS = 1000;
const MAX_HOLD_MS = 60_000;
/** A time aside is up to so much longer, drawn: clients that set a replica aside together must not come back together. */
const JITTER = 0.5;
/** A time aside is forgotten after so long in service. */
const FORGET_REPEAT_MS = 10_000;

/** A replica that is set aside, and why. */
export interface Aside {
  readonly replica: string;
  readonly cause: string;
  /** When its time is over, on the policy's clock. */
  readonly untilMs: number;
}

export class ErrorAversion {
  readonly #fleet: Fleet;
  readonly #rng: Rng;
  #aside: readonly Member[] = [];
  #nextReturnAtMs = Number.POSITIVE_INFINITY;
  /** Grows with every change of who is aside. */
  changes = 0;

  constructor(fleet: Fleet, rng: Rng) {
    this.#fleet = fleet;
    this.#rng = rng;
  }

  /** When the next time aside is over; infinite when nobody is aside. */
  get nextReturnAtMs(): number {
    return this.#nextReturnAtMs;
  }

  get asides(): readonly Aside[] {
    return this.#aside.map(({ id, conduct }) => ({
      replica: id,
      cause: conduct.cause,
      untilMs: conduct.untilMs,
    }));
  }

  /** The query of `pickId` at `member` ended. Of one on trial only the trial decides, not what was sent before. */
  onEnd(member: Member, pickId: number, verdict: Verdict, nowMs: number): void {
    // Only those that something is held against are on trial.
    const tried = member.blamed && member.conduct.trialPickId === pickId;
    if (tried) this.#endTrial(member);
    if (verdict === 'neutral' || (verdict === 'refused' && !member.blamed)) return;
    const { conduct } = member;
    conduct.record(verdict, nowMs);
    if (verdict === 'fault' || verdict === 'pushback') member.blamed = true;
    if (conduct.state === 'trial' && tried) {
      if (verdict === 'fault') this.#setAside(member, 'the trial query failed', nowMs);
      else if (verdict !== 'pushback') this.#readmit(member);
    } else if (conduct.state === 'in' && verdict === 'fault') {
      const cause = this.#causeToSetAside(member, nowMs);
      if (cause !== null) this.#setAside(member, cause, nowMs);
    }
  }

  /** The query of `pickId` goes to `member`. Returns whether it is a trial: there is no second one before the first has ended. */
  onSent(member: Member, pickId: number): boolean {
    if (!member.blamed) return false;
    const { conduct } = member;
    if (conduct.state !== 'trial' || conduct.trialPickId !== null) return false;
    conduct.trialPickId = pickId;
    this.#fleet.setBarred(member, true);
    return true;
  }

  /** The query that was sent was not: the trial is still to come. */
  onAbandoned(member: Member, pickId: number): void {
    if (member.blamed && member.conduct.trialPickId === pickId) this.#endTrial(member);
  }

  /** Ends the times that are over; returns those that may be tried now. */
  release(nowMs: number): readonly Member[] {
    if (nowMs < this.#nextReturnAtMs) return [];
    const due = this.#aside.filter(({ conduct }) => conduct.untilMs <= nowMs);
    for (const member of due) this.#try(member);
    this.#keepAside(this.#aside.filter(member => !due.includes(member)));
    return due;
  }

  /** The membership changed: who left is no longer aside, and a smaller fleet can spare fewer. */
  onMembers(): void {
    const held = this.#aside.filter(({ present }) => present);
    const spare = held.length - Math.floor(this.#fleet.members.length / 2);
    const earliest = [...held]
      .sort((a, b) => a.conduct.untilMs - b.conduct.untilMs)
      .slice(0, Math.max(0, spare));
    for (const member of earliest) this.#try(member);
    if (held.length === this.#aside.length && earliest.length === 0) return;
    this.#keepAside(held.filter(member => !earliest.includes(member)));
  }

  /** Everybody back in, as if nothing had been. */
  clear(): void {
    for (const member of this.#fleet.members) {
      this.#readmit(member);
      member.conduct.trialPickId = null;
      member.conduct.repeats = 0;
    }
    this.#keepAside([]);
  }

  #causeToSetAside(member: Member, nowMs: number): string | null {
    const { conduct } = member;
    if (conduct.faultsInARow >= IN_A_ROW) return `${IN_A_ROW} failures in a row`;
    const ends = conduct.window.ends(nowMs);
    const faults = conduct.window.faults(nowMs);
    if (faults < MIN_FAULTS) return null;
    const peers = this.#peersShare(member, nowMs);
    const deviation = Math.sqrt((peers * (1 - peers)) / ends);
    if (faults / ends < peers + Math.max(MIN_EXCESS, DEVIATIONS * deviation)) return null;
    return `${percent(faults / ends)} of its queries failed within 10 s, ${percent(peers)} at its peers`;
  }

  #peersShare(member: Member, nowMs: number): number {
    let ends = 0;
    let faults = 0;
    for (const peer of this.#fleet.members) {
      if (peer === member) continue;
      ends += peer.conduct.window.ends(nowMs);
      faults += peer.conduct.window.faults(nowMs);
    }
    return ends === 0 ? 0 : faults / ends;
  }

  /** At most half of the members, rounded down: where most fail alike, it is not the replicas, and somebody has to serve. */
  #setAside(member: Member, cause: string, nowMs: number): void {
    const { conduct } = member;
    const isFull = this.#aside.length >= Math.floor(this.#fleet.members.length / 2);
    if (isFull) {
      if (conduct.state === 'trial') conduct.state = 'in';
      return;
    }
    if (conduct.state === 'in') {
      const served = Math.max(0, Math.floor((nowMs - conduct.untilMs) / FORGET_REPEAT_MS));
      conduct.repeats = Math.max(0, conduct.repeats - served);
    }
    const leastMs = Math.min(FIRST_HOLD_MS * 2 ** conduct.repeats, MAX_HOLD_MS / (1 + JITTER));
    const holdMs = leastMs * (1 + this.#rng.float() * JITTER);
    conduct.repeats = Math.min(conduct.repeats + 1, Math.ceil(Math.log2(MAX_HOLD_MS / FIRST_HOLD_MS)));
    conduct.state = 'aside';
    conduct.cause = cause;
    conduct.untilMs = nowMs + holdMs;
    this.#fleet.setBarred(member, true);
    this.#keepAside([...this.#aside, member]);
  }

  #try(member: Member): void {
    member.conduct.state = 'trial';
    this.#fleet.setBarred(member, false);
  }

  #readmit(member: Member): void {
    member.conduct.state = 'in';
    member.conduct.clear();
    member.blamed = false;
    this.#fleet.setBarred(member, false);
  }

  #endTrial(member: Member): void {
    member.conduct.trialPickId = null;
    if (member.conduct.state === 'trial') this.#fleet.setBarred(member, false);
  }

  #keepAside(members: readonly Member[]): void {
    this.#aside = members;
    this.#nextReturnAtMs = Math.min(
      Number.POSITIVE_INFINITY,
      ...members.map(({ conduct }) => conduct.untilMs),
    );
    this.changes++;
  }
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
