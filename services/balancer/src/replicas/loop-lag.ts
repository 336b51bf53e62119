// Did our own event loop stand still? Told to whoever would otherwise blame the replicas for it.

const TICK_MS = 20;

export interface LoopLagOptions {
  readonly nowMs: () => number;
  /** Lag above which it is a stall. */
  readonly limitMs: () => number;
  onStall(lagMs: number, nowMs: number): void;
}

/** A timer that measures how late it comes. */
export class LoopLag {
  readonly #options: LoopLagOptions;
  #timer: NodeJS.Timeout | undefined;
  #dueAtMs = Number.POSITIVE_INFINITY;

  constructor(options: LoopLagOptions) {
    this.#options = options;
  }

  start(): void {
    this.#arm(this.#options.nowMs());
  }

  /** Looks now: a timeout that fires before our own timer, after the same stall, is not to be trusted. */
  check(nowMs: number): void {
    const lagMs = nowMs - this.#dueAtMs;
    if (lagMs <= this.#options.limitMs()) return;
    this.#arm(nowMs);
    this.#options.onStall(lagMs, nowMs);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#dueAtMs = Number.POSITIVE_INFINITY;
  }

  #arm(nowMs: number): void {
    clearTimeout(this.#timer);
    this.#dueAtMs = nowMs + TICK_MS;
    this.#timer = setTimeout(() => this.#tick(), TICK_MS);
    this.#timer.unref();
  }

  #tick(): void {
    const nowMs = this.#options.nowMs();
    this.check(nowMs);
    this.#arm(nowMs);
  }
}
