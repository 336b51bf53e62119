// Whose turn is it when all replicas are polled? Every replica once a round; large fleets in several turns, so that a round
// does not run into the cap of probes in flight.

import type { Member } from './fleet.ts';
import type { PolicyOptions } from './options.ts';

export interface Turn {
  readonly members: readonly Member[];
  /** Polls that the longer wait has held back. */
  readonly held: number;
}

const NOBODY: Turn = { members: [], held: 0 };

export class PollTurns {
  #next = 0;
  /** The time between rounds that the next turn was set by. */
  #pollMs = 0;
  #dueAtMs = Number.NEGATIVE_INFINITY;

  /** When the next turn is. */
  get dueAtMs(): number {
    return this.#dueAtMs;
  }

  /** Those of `from` to ask now, nobody before the time; `factor` is that on the probe rate, above 0. */
  take(from: readonly Member[], options: PolicyOptions, factor: number, nowMs: number): Turn {
    const { pollMs, probeMaxInFlight } = options;
    if (from.length === 0) return NOBODY;
    const turns = Math.ceil(from.length / Math.max(1, Math.floor(probeMaxInFlight / 2)));
    const waitMs = pollMs / turns / factor;
    if (nowMs < this.#dueAtMs && pollMs === this.#pollMs) return NOBODY;
    const size = Math.ceil(from.length / turns);
    const members: Member[] = [];
    for (let i = 0; i < size; i++) members.push(from[(this.#next + i) % from.length] as Member);
    this.#next = (this.#next + size) % from.length;
    // A wake-up that is a little late delays no later turn.
    const lateMs = nowMs - this.#dueAtMs;
    this.#dueAtMs = (lateMs >= 0 && lateMs < waitMs / 2 ? this.#dueAtMs : nowMs) + waitMs;
    this.#pollMs = pollMs;
    return { members, held: size * (1 / factor - 1) };
  }
}
