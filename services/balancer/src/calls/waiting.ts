// Calls that came while no replica was connected: they wait a little, then somebody gives up.

/** No call waits longer than this for a replica. */
export const MAX_WAIT_MS = 1000;

interface Waiter {
  /** A replica may be there: pick again. */
  ready(): void;
  /** The wait is over. */
  expired(): void;
}

/** The waiting room. */
export class Waiting {
  readonly #waiters = new Map<Waiter, NodeJS.Timeout>();

  get size(): number {
    return this.#waiters.size;
  }

  /** Waits for `waitMs` at most; exactly one of the two is called, unless the returned function is called first. */
  enter(waitMs: number, waiter: Waiter): () => void {
    const timer = setTimeout(() => {
      this.#waiters.delete(waiter);
      waiter.expired();
    }, waitMs);
    this.#waiters.set(waiter, timer);
    return () => {
      clearTimeout(timer);
      this.#waiters.delete(waiter);
    };
  }

  /** Something changed: everybody tries again, and enters again when it was for nothing. */
  wake(): void {
    if (this.#waiters.size === 0) return;
    const awake = [...this.#waiters];
    this.#waiters.clear();
    for (const [waiter, timer] of awake) {
      clearTimeout(timer);
      waiter.ready();
    }
  }
}
