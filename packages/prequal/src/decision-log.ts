// The last decisions by id, written down so cheaply that every pick can be.

import { DecisionRecord } from './decision-record.ts';

/** A ring of the last `capacity` records by pick id. */
export class DecisionLog {
  #records: (DecisionRecord | undefined)[];

  constructor(capacity: number) {
    this.#records = new Array(capacity);
  }

  /** The record for decision `pickId`, still holding the one that it takes the place of. */
  next(pickId: number): DecisionRecord {
    const at = pickId % this.#records.length;
    let record = this.#records[at];
    if (record === undefined) {
      record = new DecisionRecord();
      this.#records[at] = record;
    }
    return record;
  }

  /** The record of `pickId`, or null when the ring has gone past it. */
  get(pickId: number): DecisionRecord | null {
    const record = this.#records[pickId % this.#records.length];
    return record?.pickId === pickId ? record : null;
  }

  /** Keeps the newest records that fit; returns the others. */
  resize(capacity: number): DecisionRecord[] {
    if (capacity === this.#records.length) return [];
    const records = this.#records.filter(record => record !== undefined).sort((a, b) => b.pickId - a.pickId);
    this.#records = new Array(capacity);
    for (const record of records.slice(0, capacity)) this.#records[record.pickId % capacity] = record;
    return records.slice(capacity);
  }
}
