// What did the pool hold when a pick was made? Its entries in numbers, since they are written over; told when somebody asks.

import type { Member } from './fleet.ts';
import type { Contender } from './hot-cold.ts';
import type { PoolEntry } from './probe-pool.ts';
import type { LoadSource } from './vocabulary.ts';

/** One entry as the pick saw it. */
export interface Seen extends Contender {
  readonly member: Member;
  readonly source: LoadSource;
  readonly receivedAtMs: number;
  readonly reportedRif: number;
  readonly ref: number;
  readonly penalty: number;
  readonly usesLeft: number;
  readonly score: number;
}

/** Numbers that are kept of an entry. */
const ROW = 8;

export class SeenPool {
  readonly #members: Member[] = [];
  readonly #sources: LoadSource[] = [];
  #rows = new Float64Array(0);
  #count = 0;

  clear(): void {
    this.#count = 0;
  }

  note(entries: readonly PoolEntry[]): void {
    const rows = this.#room(entries.length);
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i] as PoolEntry;
      this.#members[i] = entry.member;
      this.#sources[i] = entry.source;
      const at = i * ROW;
      rows[at] = entry.receivedAtMs;
      rows[at + 1] = entry.reportedRif;
      rows[at + 2] = entry.ref;
      rows[at + 3] = entry.penalty;
      rows[at + 4] = entry.rif;
      rows[at + 5] = entry.latencyMs;
      // There is at least one use left: its sign is free to say that the entry is a trial.
      rows[at + 6] = entry.trial ? -entry.usesLeft : entry.usesLeft;
      rows[at + 7] = entry.score;
    }
    this.#count = entries.length;
  }

  members(): readonly Member[] {
    return this.#members.slice(0, this.#count);
  }

  entries(): Seen[] {
    return this.members().map((member, i) => {
      const [receivedAtMs = 0, reportedRif = 0, ref = 0, penalty = 0, ...rest] = this.#row(i);
      const [rif = 0, latencyMs = 0, signedUses = 0, score = 0] = rest;
      const source = this.#sources[i] as LoadSource;
      const usesLeft = Math.abs(signedUses);
      const trial = signedUses < 0;
      return {
        member,
        source,
        receivedAtMs,
        reportedRif,
        ref,
        penalty,
        rif,
        latencyMs,
        usesLeft,
        trial,
        score,
      };
    });
  }

  #row(i: number): Float64Array {
    return this.#rows.subarray(i * ROW, (i + 1) * ROW);
  }

  #room(entries: number): Float64Array {
    if (this.#rows.length < entries * ROW) this.#rows = new Float64Array(entries * ROW);
    return this.#rows;
  }
}
