// Have enough of the probes that a query waits for been answered? Counts and one timer; it sends nothing.

export interface EnoughOptions {
  /** Probes sent. */
  readonly asked: number;
  /** Answers that are enough. */
  readonly waitFor: number;
  readonly timeoutMs: number;
  /**
   * Called once: with enough answers, when no more can come, or when time is up. With enough of them in the turn of the event
   * loop after, so that what came with the last one counts too.
   */
  done(): void;
}

export class EnoughAnswers {
  readonly #options: EnoughOptions;
  readonly #timer: NodeJS.Timeout;
  #answered = 0;
  #pending: number;
  #over = false;

  constructor(options: EnoughOptions) {
    this.#options = options;
    this.#pending = options.asked;
    this.#timer = setTimeout(() => this.#finish(), options.timeoutMs);
  }

  /** A probe ended, with an answer or without. */
  onEnd(answered: boolean): void {
    this.#pending--;
    if (answered) this.#answered++;
    if (this.#pending === 0) this.#finish();
    else if (this.#answered === this.#options.waitFor) setImmediate(() => this.#finish());
  }

  /** Nobody waits any more. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#over = true;
  }

  #finish(): void {
    if (this.#over) return;
    this.cancel();
    this.#options.done();
  }
}
