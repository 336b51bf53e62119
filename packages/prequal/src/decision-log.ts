// The last decisions by id, and those of queries in flight; written down so cheaply that every pick can be.

import { DecisionRecord } from './decision-record.ts';

/** Records of a ring that keeps no decisions: they only carry the queries in flight. */
const WITHOUT_DECISIONS = 8;

/** A ring of the last `capacity` records by pick id, and what the ring has gone past while its query ran on. */
export class DecisionLog {
  #records: (DecisionRecord | undefined)[];
  #keeps: boolean;
  readonly #running = new Map<number, DecisionRecord>();
  /** Records that nobody can ask for any more, to be used again. */
  #spare: DecisionRecord[] = [];

  /** With a `capacity` of 0 nothing is written down that only `tell` would need. */
  constructor(capacity: number) {
    this.#keeps = capacity > 0;
    this.#records = new Array(sizeOf(capacity));
  }

  /** A record for decision `pickId`, to be started. */
  next(pickId: number): DecisionRecord {
    const at = pickId % this.#records.length;
    let record = this.#records[at];
    if (record === undefined || record.open) {
      if (record !== undefined) this.#running.set(record.pickId, record);
      record = this.#spare.pop() ?? new DecisionRecord(this.#keeps);
      this.#records[at] = record;
    }
    return record;
  }

  /** The record of `pickId`; null when the ring has gone past it and its query has ended. */
  get(pickId: number): DecisionRecord | null {
    const record = this.#records[pickId % this.#records.length];
    return record?.pickId === pickId ? record : (this.#running.get(pickId) ?? null);
  }

  /** The query of `pickId` ended: its record lasts as long as the ring. */
  onEnd(pickId: number): void {
    const record = this.#running.size > 0 ? this.#running.get(pickId) : undefined;
    if (record === undefined) return;
    this.#running.delete(pickId);
    if (record.keeps === this.#keeps) this.#spare.push(record);
  }

  /** Keeps the newest records that fit, and those of queries in flight. */
  resize(capacity: number): void {
    const keeps = capacity > 0;
    const size = sizeOf(capacity);
    if (keeps === this.#keeps && size === this.#records.length) return;
    const records = this.#records.filter(record => record !== undefined).sort((a, b) => b.pickId - a.pickId);
    // Where no decisions were kept, or will be, a record is of no use but for its query in flight.
    const kept = keeps && this.#keeps ? size : 0;
    this.#keeps = keeps;
    this.#spare = [];
    this.#records = new Array(size);
    for (const [age, record] of records.entries()) {
      const at = record.pickId % size;
      // Pick ids have gaps, of queries that waited: two of the newest may share a place.
      if (age < kept && this.#records[at] === undefined) this.#records[at] = record;
      else if (record.open) this.#running.set(record.pickId, record);
    }
  }
}

function sizeOf(capacity: number): number {
  return capacity > 0 ? capacity : WITHOUT_DECISIONS;
}
