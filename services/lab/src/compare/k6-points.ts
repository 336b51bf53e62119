// What k6 writes of a run (`--out json=-`, RECORD_CALLS=on): a line of JSON for each sample, among its other output. Pure.

import { replicaNumber } from 'load-tests/reply.ts';
import { statusName } from 'program';
import type { CallRecord } from './run-record.ts';

interface Point {
  readonly type: 'Point';
  readonly metric: string;
  readonly data: {
    readonly time: string;
    readonly value: number;
    readonly tags?: Readonly<Record<string, string>>;
  };
}

/** Gathers the calls of one run line by line. */
export class K6Points {
  readonly #replicasPerBackend: number;
  readonly #calls: {
    readonly startMs: number;
    readonly latencyMs: number;
    status: string;
    replica: number | null;
  }[] = [];
  #dropped = 0;

  constructor(replicasPerBackend: number) {
    this.#replicasPerBackend = replicasPerBackend;
  }

  get count(): number {
    return this.#calls.length;
  }

  get dropped(): number {
    return this.#dropped;
  }

  /** Calls with their times from the first one on: k6 does not say when a call was due, only when it began. */
  get calls(): readonly CallRecord[] {
    const firstMs = Math.min(...this.#calls.map(({ startMs }) => startMs));
    return this.#calls.map(({ startMs, ...call }) => ({ ...call, atMs: startMs - firstMs }));
  }

  /** Takes a line; one that is no sample of ours is left alone. */
  add(line: string): void {
    const point = pointIn(line);
    if (point === null) return;
    const { time, value, tags = {} } = point.data;
    if (point.metric === 'dropped_iterations') this.#dropped += value;
    if (point.metric !== 'lab_call') return;
    this.#calls.push({
      startMs: Date.parse(time) - value,
      latencyMs: value,
      status: statusName(Number(tags.code)),
      replica: tags.replica ? replicaNumber(tags.replica, this.#replicasPerBackend) : null,
    });
  }
}

function pointIn(line: string): Point | null {
  if (!line.startsWith('{') || !/"(lab_call|dropped_iterations)"/.test(line)) return null;
  try {
    const point = JSON.parse(line) as Point;
    return point.type === 'Point' ? point : null;
  } catch {
    return null;
  }
}
