// How does every replica stand with its probes? It knows no rule, no cap and no reply.

import type { Member } from './fleet.ts';
import { MemberRows } from './member-rows.ts';
import { FULL, refilled } from './token-bucket.ts';

/** The columns of a row. */
const IN_FLIGHT = 0;
const ASKED_AT_MS = 1;
const SILENT_UNTIL_MS = 2;
const TOKENS = 3;
const FILLED_AT_MS = 4;

/** Eight numbers, so that a row is one line of the processor's cache. */
const BLANK = [0, 0, Number.NEGATIVE_INFINITY, FULL, 0, 0, 0, 0];

export class ProbeLedger {
  readonly #rows = new MemberRows(BLANK);

  inFlight(member: Member): number {
    const at = this.#rows.at(member);
    return this.#rows.numbers[at + IN_FLIGHT] as number;
  }

  /** When the last probe was sent, ms. */
  askedAtMs(member: Member): number {
    const at = this.#rows.at(member);
    return this.#rows.numbers[at + ASKED_AT_MS] as number;
  }

  onAsked(member: Member, nowMs: number): void {
    const at = this.#rows.at(member);
    const { numbers } = this.#rows;
    (numbers[at + IN_FLIGHT] as number)++;
    numbers[at + ASKED_AT_MS] = nowMs;
  }

  /** A probe ended; false when none was in flight. */
  onEnded(member: Member): boolean {
    const at = this.#rows.at(member) + IN_FLIGHT;
    const { numbers } = this.#rows;
    if (numbers[at] === 0) return false;
    (numbers[at] as number)--;
    return true;
  }

  /** Whether the replica counts as having no probe service. */
  isSilent(member: Member, nowMs: number): boolean {
    const at = this.#rows.at(member);
    return nowMs < (this.#rows.numbers[at + SILENT_UNTIL_MS] as number);
  }

  setSilentUntil(member: Member, untilMs: number): void {
    const at = this.#rows.at(member);
    this.#rows.numbers[at + SILENT_UNTIL_MS] = untilMs;
  }

  /** Takes a token of the replica's rate, if there is one. */
  takeToken(member: Member, perSecond: number, nowMs: number): boolean {
    const at = this.#rows.at(member);
    const { numbers } = this.#rows;
    const sinceMs = nowMs - (numbers[at + FILLED_AT_MS] as number);
    const tokens = refilled(numbers[at + TOKENS] as number, perSecond, sinceMs);
    const passes = tokens >= 1;
    numbers[at + TOKENS] = passes ? tokens - 1 : tokens;
    numbers[at + FILLED_AT_MS] = nowMs;
    return passes;
  }

  /** It left. */
  clear(member: Member): void {
    this.#rows.clear(member);
  }
}
