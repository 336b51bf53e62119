// Probes on their way, round by round: objects that are used again, since a run sends millions.

import type { LoadReport } from 'prequal';

/** Probes that a client sent at the same instant: they travel together, since all take equally long. */
export interface ProbeRound {
  client: number;
  sentAtMs: number;
  /** How many probes there are; the lists keep what stands behind that, since emptying them would cost a new one each time. */
  count: number;
  readonly replicas: number[];
  /** Replies in the same order; null = none came. */
  readonly loads: (LoadReport | null)[];
  /** The query that waits for `waitFor` of the replies, by row and number; row -1 = none does. */
  row: number;
  number: number;
  waitFor: number;
  /** Whether it asks replicas that are left out, and the policy knows nothing of it. */
  sidelined: boolean;
}

/** A query that waits for probes of its own. */
export interface Waiting {
  readonly row: number;
  readonly number: number;
  readonly waitFor: number;
}

export const NOBODY: Waiting = { row: -1, number: -1, waitFor: 0 };

/** Rounds by number; one that was given back is taken again. */
export class ProbeRounds {
  readonly #rounds: ProbeRound[] = [];
  readonly #free: number[] = [];

  at(number: number): ProbeRound {
    return this.#rounds[number] as ProbeRound;
  }

  /** The number of a round without replicas; who took it sets the rest. */
  take(): number {
    const free = this.#free.pop();
    if (free !== undefined) {
      this.at(free).count = 0;
      return free;
    }
    const round = { client: 0, sentAtMs: 0, count: 0, replicas: [], loads: [], sidelined: false, ...NOBODY };
    return this.#rounds.push(round) - 1;
  }

  give(number: number): void {
    this.#free.push(number);
  }
}
