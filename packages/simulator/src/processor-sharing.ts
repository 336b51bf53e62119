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

interface Job {
  readonly id: number;
  inQueue: boolean;
}

/** A processor-sharing queue. `nowMs` never falls from call to call; one in the past counts as the latest seen. */
export class ProcessorSharing {
  readonly #jobs = new Map<number, Job>();
  /** By attained service at the end. Cancelled jobs stay until they surface or are half of all. */
  readonly #byEnd = new EventHeap<Job>();
  readonly #ended: number[] = [];
  #cores: number;
  #speed = 1;
  #attainedMs = 0;
  #atMs: number;
  /** Kept, not computed at each question, so that `advance` to the instant that was promised always ends a job. */
  #nextEndAtMs = Number.POSITIVE_INFINITY;

  constructor({ cores, nowMs }: ProcessorSharingOptions) {
    this.#cores = atLeastZero('cores', cores);
    this.#atMs = nowMs;
  }

  /** Jobs that have not ended. */
  get size(): number {
    return this.#jobs.size;
  }

  /** Adds a job that needs `workMs` milliseconds of one core at speed 1. Throws RangeError when `id` is in the queue. */
  arrive(id: number, workMs: number, nowMs: number): void {
    atLeastZero('workMs', workMs);
    if (this.#jobs.has(id)) throw new RangeError(`job ${id} is in the queue already`);
    this.#runTo(nowMs);
    const job = { id, inQueue: true };
    this.#jobs.set(id, job);
    this.#byEnd.push(this.#attainedMs + workMs, job);
    this.#plan();
  }

  /** Takes a job out; false when it is not in the queue, be it that it ended before `nowMs`. */
  cancel(id: number, nowMs: number): boolean {
    this.#runTo(nowMs);
    const job = this.#jobs.get(id);
    if (job === undefined) return false;
    job.inQueue = false;
    this.#jobs.delete(id);
    if (this.#byEnd.size > 2 * this.#jobs.size + 16) this.#byEnd.retain(({ inQueue }) => inQueue);
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
    this.#runTo(nowMs);
    return this.#ended.splice(0);
  }

  #runTo(nowMs: number): void {
    while (this.#nextEndAtMs <= nowMs) {
      const entry = this.#byEnd.pop();
      if (entry === undefined) break;
      this.#attainedMs = entry.atMs;
      this.#atMs = Math.max(this.#atMs, this.#nextEndAtMs);
      this.#jobs.delete(entry.value.id);
      this.#ended.push(entry.value.id);
      this.#plan();
    }
    if (nowMs <= this.#atMs) return;
    this.#attainedMs += (nowMs - this.#atMs) * this.#rate();
    this.#atMs = nowMs;
  }

  /** Service that each job attains per millisecond. */
  #rate(): number {
    return this.#jobs.size === 0 ? 0 : this.#speed * Math.min(1, this.#cores / this.#jobs.size);
  }

  /** Works out the next end after a change. An idle queue starts at zero again, which keeps the sums exact. */
  #plan(): void {
    while (this.#byEnd.peek()?.value.inQueue === false) this.#byEnd.pop();
    const next = this.#byEnd.peek();
    if (next === undefined) this.#attainedMs = 0;
    const rate = this.#rate();
    this.#nextEndAtMs =
      next === undefined || rate === 0
        ? Number.POSITIVE_INFINITY
        : this.#atMs + Math.max(0, next.atMs - this.#attainedMs) / rate;
  }
}

function atLeastZero(name: string, value: number): number {
  if (value >= 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new RangeError(`${name} ${value} is not a number from 0 upwards`);
}
