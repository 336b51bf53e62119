// Work that takes time but no processor: a processor-sharing queue over virtual cores, played in real time by one timer.

import { ProcessorSharing } from 'simulator';
import { BusyTime } from './busy-time.ts';
import type { Workload } from './workload.ts';

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A laptop hosts a saturated fleet with this, reproducibly: latencies are those of the model, to the timer's millisecond. */
export class VirtualWorkload implements Workload {
  readonly #queue: ProcessorSharing;
  readonly #done = new Map<number, () => void>();
  readonly #busy = new BusyTime();
  readonly #coresAtStart: number;
  #cores: number;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;
  #lastId = 0;

  constructor(cores: number) {
    this.#coresAtStart = cores;
    this.#cores = cores;
    this.#queue = new ProcessorSharing({ cores, nowMs: performance.now() });
  }

  start(workMs: number, done: () => void): () => void {
    const id = ++this.#lastId;
    const nowMs = performance.now();
    this.#queue.arrive(id, workMs, nowMs);
    this.#done.set(id, done);
    this.#arm(nowMs);
    return () => {
      if (!this.#done.delete(id)) return;
      const cancelledAtMs = performance.now();
      this.#queue.cancel(id, cancelledAtMs);
      this.#arm(cancelledAtMs);
    };
  }

  setCores(cores: number): void {
    const nowMs = performance.now();
    this.#queue.setCores(cores, nowMs);
    this.#cores = cores;
    this.#arm(nowMs);
  }

  setSpeed(factor: number): void {
    const nowMs = performance.now();
    this.#queue.setSpeed(factor, nowMs);
    this.#stopped = factor === 0;
    this.#arm(nowMs);
  }

  busyMs(): number {
    return this.#busy.read();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#done.clear();
  }

  /** After every change: when the next work ends, and how much is at work until then. */
  #arm(nowMs: number): void {
    clearTimeout(this.#timer);
    const atWork = this.#stopped ? 0 : Math.min(this.#queue.size, this.#cores);
    this.#busy.set(atWork / this.#coresAtStart);
    const inMs = this.#queue.nextEndAtMs(nowMs) - nowMs;
    if (inMs === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(() => this.#finish(), Math.min(Math.ceil(inMs), LONGEST_TIMER_MS));
  }

  #finish(): void {
    const nowMs = performance.now();
    const ended = this.#queue.advance(nowMs);
    this.#arm(nowMs);
    for (const id of ended) {
      const done = this.#done.get(id);
      this.#done.delete(id);
      done?.();
    }
  }
}
