// When does each job end on a machine whose cores are shared equally? It knows neither clock nor timers: time is told.
//
// All jobs run at the same rate, so one number suffices: the service that a job present from the start has attained. A job
// ends when that number reaches what it was at arrival plus its work, hence a heap by that sum and O(log n) per event.

import { EventHeap } from './event-heap.ts';

export interface ProcessorSharingOptions {
  /** Cores shared by all jobs, 0 upwards, fractions allowed; one job uses at most one. */
  readonly cores: number;
  readonly nowMs: number;
}

/** A processor-sharing queue. `nowMs` never falls from call to call; one in the past counts as the latest seen. */
export class ProcessorSharing {
  /** Job ids by attained service at the end. */
  readonly #byEnd = new EventHeap();
  /** Jobs that ended and that nobody took yet. */
  readonly #ended: number[] = [];
  #cores: number;
  #speed = 1;
  /** Service that each job attains per millisecond. */
  #rate = 0;
  #attainedMs = 0;
  /** Sum over the jobs of attained service at the end. */
  #endSumMs = 0;
  #busyCoreMs = 0;
  #atMs: number;
  /** Kept, not computed at each question, so that `advance` to the instant that was promised always ends a job. */
  #nextEndAtMs = Number.POSITIVE_INFINITY;

  constructor({ cores, nowMs }: ProcessorSharingOptions) {
    this.#cores = atLeastZero('cores', cores);
    this.#atMs = nowMs;
  }

  /** Jobs that have not ended. */
  get size(): number {
    return this.#byEnd.size;
  }

  get cores(): number {
    return this.#cores;
  }

  get speed(): number {
    return this.#speed;
  }

  /** Adds a job that needs `workMs` milliseconds of one core at speed 1. No job in the queue may have the same `id`. */
  arrive(id: number, workMs: number, nowMs: number): void {
    atLeastZero('workMs', workMs);
    this.#runTo(nowMs);
    const endMs = this.#attainedMs + workMs;
    this.#endSumMs += endMs;
    this.#byEnd.push(endMs, id);
    // With cores to spare nothing changes for the others.
    if (this.#byEnd.size > this.#cores || this.#byEnd.next === id) this.#plan();
  }

  /** Takes a job out; false when it is not in the queue, be it that it ended before `nowMs`. O(n). */
  cancel(id: number, nowMs: number): boolean {
    this.#runTo(nowMs);
    const endMs = this.#byEnd.remove(id);
    if (Number.isNaN(endMs)) return false;
    this.#endSumMs -= endMs;
    this.#plan();
    return true;
  }

  setCores(cores: number, nowMs: number): void {
    atLeastZero('cores', cores);
    this.#runTo(nowMs);
    this.#cores = cores;
    this.#plan();
  }

  /** Every core works `factor` times as fast from now on, jobs in the queue included; 0 stops all. */
  setSpeed(factor: number, nowMs: number): void {
    atLeastZero('factor', factor);
    this.#runTo(nowMs);
    this.#speed = factor;
    this.#plan();
  }

  /** When `advance` will next have something to return, if nothing else happens; infinite when idle or stopped. */
  nextEndAtMs(nowMs: number): number {
    return this.#ended.length > 0 ? nowMs : Math.max(nowMs, this.#nextEndAtMs);
  }

  /** Lets time pass; returns the jobs that ended since the last call, in order of their ends, then of arrival. */
  advance(nowMs: number): number[] {
    const ended: number[] = [];
    for (let id = this.takeEnded(nowMs); !Number.isNaN(id); id = this.takeEnded(nowMs)) ended.push(id);
    return ended;
  }

  /** The first of the jobs that `advance` would return, and makes no list; NaN when there is none. */
  takeEnded(nowMs: number): number {
    const ended = this.#ended.shift();
    if (ended !== undefined) return ended;
    if (this.#nextEndAtMs <= nowMs) return this.#endNext();
    if (nowMs > this.#atMs) this.#pass(nowMs);
    return Number.NaN;
  }

  /** Work that the jobs in the queue still need, milliseconds of one core at speed 1. */
  remainingMs(nowMs: number): number {
    this.#runTo(nowMs);
    return Math.max(0, this.#endSumMs - this.#byEnd.size * this.#attainedMs);
  }

  /** Core milliseconds in use so far, whatever the speed of the cores. */
  busyCoreMs(nowMs: number): number {
    this.#runTo(nowMs);
    return this.#busyCoreMs;
  }

  #runTo(nowMs: number): void {
    while (this.#nextEndAtMs <= nowMs) this.#ended.push(this.#endNext());
    if (nowMs > this.#atMs) this.#pass(nowMs);
  }

  #endNext(): number {
    this.#pass(Math.max(this.#atMs, this.#nextEndAtMs));
    // Exactly, where the product of time and rate was a rounding error off.
    this.#attainedMs = this.#byEnd.nextAtMs;
    this.#endSumMs -= this.#attainedMs;
    const id = this.#byEnd.pop();
    this.#plan();
    return id;
  }

  #pass(toMs: number): void {
    const elapsedMs = toMs - this.#atMs;
    this.#attainedMs += elapsedMs * this.#rate;
    if (this.#rate > 0) this.#busyCoreMs += elapsedMs * Math.min(this.#cores, this.#byEnd.size);
    this.#atMs = toMs;
  }

  /** Works out rate and next end after a change. An idle queue starts at zero again, which keeps the sums exact. */
  #plan(): void {
    const jobs = this.#byEnd.size;
    if (jobs === 0) {
      this.#attainedMs = 0;
      this.#endSumMs = 0;
      this.#rate = 0;
      this.#nextEndAtMs = Number.POSITIVE_INFINITY;
      return;
    }
    this.#rate = jobs <= this.#cores ? this.#speed : (this.#speed * this.#cores) / jobs;
    this.#nextEndAtMs =
      this.#rate === 0
        ? Number.POSITIVE_INFINITY
        : this.#atMs + Math.max(0, this.#byEnd.nextAtMs - this.#attainedMs) / this.#rate;
  }
}

function atLeastZero(name: string, value: number): number {
  if (value >= 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new RangeError(`${name} ${value} is not a number from 0 upwards`);
}
