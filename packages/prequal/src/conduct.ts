// How has one replica behaved? What error aversion keeps of it, and the penalty that follows.

import { FailureWindow } from './failure-window.ts';
import type { Verdict } from './verdict.ts';

/** A failure is forgiven after this, ms. */
const FORGIVEN_MS = 10_000;
/** What nothing but failures costs in the ranking: so many queries in flight more than reported. */
const MAX_PENALTY = 16;

/** in: as any other. aside: not picked until its time is over. trial: picked for one query, whose end decides. */
type ConductState = 'in' | 'aside' | 'trial';

export class Conduct {
  readonly window = new FailureWindow();
  state: ConductState = 'in';
  /** Why it was set aside last; empty when it never was. */
  cause = '';
  /** When its time aside ends. */
  untilMs = 0;
  /** Times aside that have not been forgotten. */
  repeats = 0;
  /** Faults in a row. */
  faultsInARow = 0;
  /** Pick of the one query of its trial while that is on its way, else null. */
  trialPickId: number | null = null;
  /** Faults and pushbacks in a row. */
  #badInARow = 0;
  #badAtMs = Number.NEGATIVE_INFINITY;

  record(verdict: Exclude<Verdict, 'neutral'>, nowMs: number): void {
    // A caller's mistake is neither served nor failed: it has no part in the shares.
    if (verdict !== 'refused') this.window.record(verdict, nowMs);
    if (verdict === 'ok' || verdict === 'refused') {
      this.#endRow();
      return;
    }
    if (verdict === 'fault') this.faultsInARow++;
    this.#badInARow++;
    this.#badAtMs = nowMs;
  }

  /**
   * Deviation [failure-penalty]: the paper has heuristics and withholds them (§4). Queries in flight to add to what the
   * replica reports, an integer from 0 to 16: by the share of failures in the last five to ten seconds or by failures in a
   * row, whichever is worse, fading with the time since the last one. The first one costs half at least: what fails at once must
   * not draw the next query. On trial nothing is held against it, or the trial would not come.
   */
  penalty(nowMs: number): number {
    const sinceMs = nowMs - this.#badAtMs;
    if (sinceMs >= FORGIVEN_MS || this.state === 'trial') return 0;
    const inARow = 1 - 2 ** -this.#badInARow;
    const worst = Math.max(this.window.badShare(nowMs), inARow);
    return Math.ceil(MAX_PENALTY * worst * (1 - sinceMs / FORGIVEN_MS));
  }

  /** It has shown that it serves: what was held against it is forgotten, only not how often it was aside. */
  clear(): void {
    this.window.clear();
    this.#endRow();
    this.#badAtMs = Number.NEGATIVE_INFINITY;
  }

  #endRow(): void {
    this.faultsInARow = 0;
    this.#badInARow = 0;
  }
}
