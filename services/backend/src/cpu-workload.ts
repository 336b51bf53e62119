// Work that burns a processor: pieces wait in one queue for threads that hash. For machines with cores to spare; a laptop's
// own load shows in the latencies.

import { Worker } from 'node:worker_threads';
import { BusyTime } from './busy-time.ts';
import type { HashShared } from './hash-worker.ts';
import type { Workload } from './workload.ts';

interface Piece {
  readonly id: number;
  readonly workMs: number;
  readonly done: () => void;
}

/** Ids fit the shared memory in which a piece is given up. */
const MAX_ID = 2 ** 31 - 1;

/** First come, first served by `cores` threads. More cores than at the start are not to be had; fractions are rounded. */
export class CpuWorkload implements Workload {
  readonly #speed = new Float64Array(new SharedArrayBuffer(8)).fill(1);
  readonly #givenUp: Int32Array;
  readonly #threads: readonly Worker[];
  readonly #inThread: (Piece | undefined)[];
  readonly #waiting: Piece[] = [];
  readonly #cancelled = new Set<number>();
  readonly #busy = new BusyTime();
  #usable: number;
  #lastId = 0;

  constructor(cores: number) {
    this.#usable = Math.max(1, Math.round(cores));
    this.#givenUp = new Int32Array(new SharedArrayBuffer(4 * this.#usable));
    this.#inThread = Array.from({ length: this.#usable });
    this.#threads = this.#inThread.map((_, thread) => this.#startThread(thread));
  }

  start(workMs: number, done: () => void): () => void {
    const id = (this.#lastId % MAX_ID) + 1;
    this.#lastId = id;
    this.#waiting.push({ id, workMs, done });
    this.#feed();
    return () => this.#cancel(id);
  }

  setCores(cores: number): void {
    this.#usable = Math.min(this.#threads.length, Math.max(1, Math.round(cores)));
    this.#feed();
  }

  setSpeed(factor: number): void {
    this.#speed[0] = factor;
  }

  busyMs(): number {
    return this.#busy.read();
  }

  close(): void {
    this.#waiting.length = 0;
    this.#inThread.fill(undefined);
    for (const thread of this.#threads) void thread.terminate();
  }

  #startThread(thread: number): Worker {
    const shared: HashShared = { speed: this.#speed, givenUp: this.#givenUp, thread };
    const worker = new Worker(new URL('./hash-worker.ts', import.meta.url), { workerData: shared });
    worker.on('message', () => {
      const piece = this.#inThread[thread];
      this.#inThread[thread] = undefined;
      if (piece !== undefined && !this.#cancelled.delete(piece.id)) piece.done();
      this.#feed();
    });
    return worker;
  }

  #feed(): void {
    for (let thread = 0; thread < this.#usable && this.#waiting.length > 0; thread++) {
      if (this.#inThread[thread] !== undefined) continue;
      const piece = this.#waiting.shift();
      this.#inThread[thread] = piece;
      if (piece !== undefined) this.#threads[thread]?.postMessage({ id: piece.id, workMs: piece.workMs });
    }
    const atWork = this.#inThread.filter(piece => piece !== undefined).length;
    this.#busy.set(atWork / this.#threads.length);
  }

  #cancel(id: number): void {
    const at = this.#waiting.findIndex(piece => piece.id === id);
    if (at >= 0) this.#waiting.splice(at, 1);
    const thread = this.#inThread.findIndex(piece => piece?.id === id);
    if (thread < 0) return;
    this.#cancelled.add(id);
    Atomics.store(this.#givenUp, thread, id);
  }
}
