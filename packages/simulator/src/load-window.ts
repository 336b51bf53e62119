// How busy was a replica of late, as its load reports say it: utilization, queries and failures a second?

/** Length of the window, ms: as long as weighted round robin's period of updates (gRFC A58). */
const WINDOW_MS = 1000;

/** The rates of one window; reports made until the next share the object, since a run makes millions. */
export interface Rates {
  /** CPU use over the allocation; above 1 where spare cores are used. */
  readonly utilization: number;
  /** Queries that ended per second, failed ones included (as ORCA has it). */
  readonly qps: number;
  /** Failed queries per second. */
  readonly eps: number;
}

/** Rates over the last window that was complete when something last happened here; 0 before the first one is. */
export class LoadWindow {
  readonly #cores: number;
  #startMs: number;
  #busyAtStart = 0;
  #queries = 0;
  #errors = 0;
  rates: Rates = { utilization: 0, qps: 0, eps: 0 };

  constructor(cores: number, nowMs: number) {
    this.#cores = cores;
    this.#startMs = nowMs;
  }

  onEnd(ok: boolean): void {
    this.#queries++;
    if (!ok) this.#errors++;
  }

  /** Whether `roll` is due. */
  isOver(nowMs: number): boolean {
    return nowMs - this.#startMs >= WINDOW_MS;
  }

  /** Ends the window; `busyCoreMs` is the CPU used so far. One that is over long since counts with its true length. */
  roll(busyCoreMs: number, nowMs: number): void {
    const lengthMs = nowMs - this.#startMs;
    this.rates = {
      utilization: (busyCoreMs - this.#busyAtStart) / lengthMs / this.#cores,
      qps: (this.#queries * 1000) / lengthMs,
      eps: (this.#errors * 1000) / lengthMs,
    };
    this.#startMs = nowMs;
    this.#busyAtStart = busyCoreMs;
    this.#queries = 0;
    this.#errors = 0;
  }
}
