// What would a processor-sharing queue do, told without virtual time? Remaining work job by job, from event to event.

interface NaiveJob {
  readonly id: number;
  remainingMs: number;
}

/** The same rules as ProcessorSharing, O(n) per event and evidently right. */
export class NaiveSharing {
  jobs: NaiveJob[] = [];
  readonly ends: { id: number; atMs: number }[] = [];
  /** Core milliseconds done so far, at speed 1. */
  workDoneMs = 0;
  cores: number;
  speed = 1;
  #atMs = 0;

  constructor(cores: number) {
    this.cores = cores;
  }

  arrive(id: number, workMs: number, nowMs: number): void {
    this.runTo(nowMs);
    this.jobs.push({ id, remainingMs: workMs });
  }

  cancel(id: number, nowMs: number): void {
    this.runTo(nowMs);
    this.jobs = this.jobs.filter(job => job.id !== id);
  }

  runTo(nowMs: number): void {
    for (;;) {
      const rate = this.jobs.length === 0 ? 0 : this.speed * Math.min(1, this.cores / this.jobs.length);
      const shortestMs = Math.min(...this.jobs.map(job => job.remainingMs));
      const stepMs = Math.min(nowMs - this.#atMs, rate > 0 ? shortestMs / rate : Number.POSITIVE_INFINITY);
      for (const job of this.jobs) job.remainingMs -= stepMs * rate;
      this.workDoneMs += stepMs * rate * this.jobs.length;
      this.#atMs += stepMs;
      const done = rate > 0 ? this.jobs.filter(job => job.remainingMs <= 1e-9) : [];
      for (const { id } of done) this.ends.push({ id, atMs: this.#atMs });
      this.jobs = this.jobs.filter(job => !done.includes(job));
      if (done.length === 0 && this.#atMs >= nowMs) return;
    }
  }
}
