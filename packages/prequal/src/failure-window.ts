// How many of a replica's queries failed lately, over five to ten seconds? Two halves in turn; it judges nothing.
//
// Whole numbers in plain fields: a client holds one of these for every replica, and typed arrays cost more than their numbers.

/** The window is the present half and the whole one before it. */
const HALF_MS = 5000;

export class FailureWindow {
  /** Number of the present half since time began. */
  #half = 0;
  #ends = 0;
  #faults = 0;
  #pushbacks = 0;
  #formerEnds = 0;
  #formerFaults = 0;
  #formerPushbacks = 0;

  record(verdict: 'ok' | 'fault' | 'pushback', nowMs: number): void {
    this.#turn(nowMs);
    this.#ends++;
    if (verdict === 'fault') this.#faults++;
    else if (verdict === 'pushback') this.#pushbacks++;
  }

  /** Queries that ended, those that tell nothing left out. */
  ends(nowMs: number): number {
    this.#turn(nowMs);
    return this.#formerEnds + this.#ends;
  }

  faults(nowMs: number): number {
    this.#turn(nowMs);
    return this.#formerFaults + this.#faults;
  }

  /** Faults and pushbacks over ends, 0 to 1; 0 when nothing ended. */
  badShare(nowMs: number): number {
    const ends = this.ends(nowMs);
    return ends === 0 ? 0 : (this.faults(nowMs) + this.#formerPushbacks + this.#pushbacks) / ends;
  }

  clear(): void {
    this.#passOn();
    this.#passOn();
  }

  /** Begins the half that `nowMs` is in, and forgets what is older than the half before. */
  #turn(nowMs: number): void {
    const half = Math.floor(nowMs / HALF_MS);
    if (half <= this.#half) return;
    if (half > this.#half + 1) this.#passOn();
    this.#passOn();
    this.#half = half;
  }

  #passOn(): void {
    this.#formerEnds = this.#ends;
    this.#formerFaults = this.#faults;
    this.#formerPushbacks = this.#pushbacks;
    this.#ends = 0;
    this.#faults = 0;
    this.#pushbacks = 0;
  }
}
