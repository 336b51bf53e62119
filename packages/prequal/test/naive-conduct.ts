// How should a replica's failures be held against it? Every end is kept and counted anew at each question.

import assert from 'node:assert/strict';
import type { Aside } from '../src/error-aversion.ts';

interface End {
  readonly atMs: number;
  /** `refused`: the caller was wrong, which is neither served nor failed and ends a row of failures. */
  readonly bad: 'fault' | 'pushback' | 'refused' | null;
}

const isFailure = ({ bad }: End) => bad === 'fault' || bad === 'pushback';

/** What the model keeps of one replica's behaviour. */
export class NaiveConduct {
  ends: End[] = [];
  state: 'in' | 'aside' | 'trial' = 'in';
  /** Pick of its trial while that runs. */
  trialPickId: number | null = null;
  untilMs = 0;

  get barred(): boolean {
    return this.state === 'aside' || this.trialPickId !== null;
  }

  /** Ends that count for shares since the window began: the present five seconds and the five before them. */
  recent(nowMs: number): End[] {
    const since = Math.floor(nowMs / 5000) - 2;
    return this.ends.filter(({ atMs, bad }) => bad !== 'refused' && Math.floor(atMs / 5000) > since);
  }

  inARow(isIt: (end: End) => boolean): number {
    return this.ends.length - 1 - this.ends.findLastIndex(end => !isIt(end));
  }

  faults(nowMs: number): number {
    return this.recent(nowMs).filter(({ bad }) => bad === 'fault').length;
  }

  /** Pushback in between does not end a row of faults. */
  get faultsInARow(): number {
    const told = this.ends.filter(({ bad }) => bad !== 'pushback');
    return told.length - 1 - told.findLastIndex(({ bad }) => bad !== 'fault');
  }

  penalty(nowMs: number): number {
    const last = this.ends.findLast(isFailure);
    if (last === undefined || nowMs - last.atMs >= 10_000 || this.state === 'trial') return 0;
    const recent = this.recent(nowMs);
    const share = recent.length === 0 ? 0 : recent.filter(isFailure).length / recent.length;
    const row = this.inARow(isFailure);
    const streak = 1 - 1 / 2 ** row;
    return Math.ceil(16 * Math.max(share, streak) * (1 - (nowMs - last.atMs) / 10_000));
  }

  /** Whether its faults, or its share of faults against that of `peers`, are reason enough to set it aside. */
  isBad(peers: readonly NaiveConduct[], nowMs: number): boolean {
    if (this.faultsInARow >= 5) return true;
    const faults = this.faults(nowMs);
    const peerEnds = peers.reduce((sum, peer) => sum + peer.recent(nowMs).length, 0);
    const peerFaults = peers.reduce((sum, peer) => sum + peer.faults(nowMs), 0);
    const peerShare = peerEnds === 0 ? 0 : peerFaults / peerEnds;
    const ends = this.recent(nowMs).length;
    const margin = Math.max(0.2, 3 * Math.sqrt((peerShare * (1 - peerShare)) / ends));
    return faults >= 5 && faults / ends >= peerShare + margin;
  }

  /** Follows the time that the policy drew. */
  setAside(aside: Aside | undefined, nowMs: number): void {
    assert.ok(aside !== undefined, 'it is to be set aside');
    const holdMs = aside.untilMs - nowMs;
    assert.ok(holdMs >= 1000 && holdMs <= 60_000, `aside for ${holdMs} ms`);
    this.state = 'aside';
    this.untilMs = aside.untilMs;
  }

  readmit(): void {
    this.state = 'in';
    this.ends = [];
  }
}
