// The last decisions by id, and those of queries in flight; written down so cheaply that every pick can be.

import { DecisionRecord } from './decision-record.ts';

/** A ring of the last `capacity` records by pick id, and what the ring has gone past while its query ran on. */
export class DecisionLog {
  #records: (DecisionRecord | undefined)[];
  readonly #running = new Map<number, DecisionRecord>();

  constructor(capacity: number) {
    this.#records = new Array(capacity);
  }

  /** A record for decision `pickId`, to be started. */
  next(pickId: number): DecisionRecord {
    const at = pickId % this.#records.length;
    let record = this.#records[at];
    if (record === undefined || record.open !== null) {
      if (record !== undefined) this.#running.set(record.pickId, record);
      record = new DecisionRecord();
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
    this.#running.delete(pickId);
  }

  /** Keeps the newest records that fit, and those of queries in flight. */
  resize(capacity: number): void {
    if (capacity === this.#records.length) return;
    const records = this.#records.filter(record => record !== undefined).sort((a, b) => b.pickId - a.pickId);
    this.#records = new Array(capacity);
    for (const record of records.slice(0, capacity)) this.#records[record.pickId % capacity] = record;
    for (const lost of records.slice(capacity)) if (lost.open !== null) this.#running.set(lost.pickId, lost);
  }
}
