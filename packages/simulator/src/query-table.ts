// The queries in flight, in columns: a query is a row number, taken when it arrives and given back when nothing refers to it.

import type { LoadReport } from 'prequal';

/** Where a query is. */
export const STAGE = { free: 0, waiting: 1, going: 2, served: 3, returning: 4 } as const;

const FIRST_ROWS = 1024;

export class QueryTable {
  /** One of STAGE: waiting for probes, on its way, at the replica, on its way back. */
  stage = new Uint8Array(FIRST_ROWS);
  /** Number of the arrival, from 0: tells a row from its next user. */
  number = new Float64Array(FIRST_ROWS).fill(-1);
  client = new Int32Array(FIRST_ROWS);
  startAtMs = new Float64Array(FIRST_ROWS);
  workMs = new Float64Array(FIRST_ROWS);
  /** Draw that decides whether it fails where a replica fails a fraction. */
  luck = new Float64Array(FIRST_ROWS);
  replica = new Int32Array(FIRST_ROWS);
  pickId = new Float64Array(FIRST_ROWS);
  /** Until when it waits for probes of its own. */
  waitsUntilMs = new Float64Array(FIRST_ROWS);
  /** When it reached the replica, and the tag of its latency sample. */
  arrivedAtMs = new Float64Array(FIRST_ROWS);
  tag = new Int32Array(FIRST_ROWS);
  /** The client has given up; 1 = yes. */
  abandoned = new Uint8Array(FIRST_ROWS);
  /** How it ended at the replica, and the load that goes with the answer. */
  readonly status: string[] = [];
  readonly load: LoadReport[] = [];
  readonly #free: number[] = [];
  #rows = 0;

  take(): number {
    const row = this.#free.pop() ?? this.#rows++;
    if (row === this.stage.length) this.#grow();
    this.abandoned[row] = 0;
    return row;
  }

  give(row: number): void {
    this.stage[row] = STAGE.free;
    this.number[row] = -1;
    this.#free.push(row);
  }

  #grow(): void {
    const rows = 2 * this.stage.length;
    const copied = <Column extends { set(from: Column): void }>(column: Column, larger: Column): Column => {
      larger.set(column);
      return larger;
    };
    this.stage = copied(this.stage, new Uint8Array(rows));
    this.number = copied(this.number, new Float64Array(rows).fill(-1));
    this.client = copied(this.client, new Int32Array(rows));
    this.startAtMs = copied(this.startAtMs, new Float64Array(rows));
    this.workMs = copied(this.workMs, new Float64Array(rows));
    this.luck = copied(this.luck, new Float64Array(rows));
    this.replica = copied(this.replica, new Int32Array(rows));
    this.pickId = copied(this.pickId, new Float64Array(rows));
    this.waitsUntilMs = copied(this.waitsUntilMs, new Float64Array(rows));
    this.arrivedAtMs = copied(this.arrivedAtMs, new Float64Array(rows));
    this.tag = copied(this.tag, new Int32Array(rows));
    this.abandoned = copied(this.abandoned, new Uint8Array(rows));
  }
}
