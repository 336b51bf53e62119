// How many of a replica's queries failed in the last ten seconds? A ring of seconds; it judges nothing.

const SECONDS = 10;

export class FailureWindow {
  readonly #ends = new Uint32Array(SECONDS);
  readonly #faults = new Uint32Array(SECONDS);
  readonly #pushbacks = new Uint32Array(SECONDS);
  #second = 0;
  #sumEnds = 0;
  #sumFaults = 0;
  #sumPushbacks = 0;

  record(verdict: 'ok' | 'fault' | 'pushback', nowMs: number): void {
    this.#roll(nowMs);
    const at = this.#second % SECONDS;
    (this.#ends[at] as number)++;
    this.#sumEnds++;
    if (verdict === 'ok') return;
    const counts = verdict === 'fault' ? this.#faults : this.#pushbacks;
    (counts[at] as number)++;
    if (verdict === 'fault') this.#sumFaults++;
    else this.#sumPushbacks++;
  }

  /** Queries that ended, those that tell nothing left out. */
  ends(nowMs: number): number {
    this.#roll(nowMs);
    return this.#sumEnds;
  }

  faults(nowMs: number): number {
    this.#roll(nowMs);
    return this.#sumFaults;
  }

  /** Faults and pushbacks over ends, 0 to 1; 0 when nothing ended. */
  badShare(nowMs: number): number {
    this.#roll(nowMs);
    return this.#sumEnds === 0 ? 0 : (this.#sumFaults + this.#sumPushbacks) / this.#sumEnds;
  }

  clear(): void {
    for (const counts of [this.#ends, this.#faults, this.#pushbacks]) counts.fill(0);
    this.#sumEnds = 0;
    this.#sumFaults = 0;
    this.#sumPushbacks = 0;
  }

  /** Forgets the seconds that fell out of the window. */
  #roll(nowMs: number): void {
    const second = Math.floor(nowMs / 1000);
    if (second <= this.#second) return;
    if (second - this.#second >= SECONDS) this.clear();
    else for (let s = this.#second + 1; s <= second; s++) this.#forget(s % SECONDS);
    this.#second = second;
  }

  #forget(at: number): void {
    this.#sumEnds -= this.#ends[at] as number;
    this.#sumFaults -= this.#faults[at] as number;
    this.#sumPushbacks -= this.#pushbacks[at] as number;
    this.#ends[at] = 0;
    this.#faults[at] = 0;
    this.#pushbacks[at] = 0;
  }
}
