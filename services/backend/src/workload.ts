// The seam of a replica's work: what does it, and how fast?

/** Does work, many pieces at a time. */
export interface Workload {
  /**
   * Starts `workMs` milliseconds of one core's work; calls `done` when it is done, later than this call returns. The
   * function returned takes it out again, after which `done` is not called.
   */
  start(workMs: number, done: () => void): () => void;
  /** How much works at a time from now on. */
  setCores(cores: number): void;
  /** Factor on the speed from now on, work in progress included; 0 stops it. */
  setSpeed(factor: number): void;
  /** Milliseconds for which all the cores that it had at the start have been at work so far; more cores count for more. */
  busyMs(): number;
  /** Lets go of timers and threads; work in progress is not finished. Idempotent. */
  close(): void;
}
