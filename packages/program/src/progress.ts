// How far is the run? One line that renews itself on a terminal, a plain line every few seconds elsewhere.

/** Where progress goes; `process.stderr` fits. */
export interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const TTY_MS = 500;
const PLAIN_MS = 5000;
const CLEAR_LINE = '\r\u001b[2K';

/** Writes `line()` again and again until `close`. Lines given to `say` stand above it. */
export class Progress {
  readonly #screen: Screen;
  readonly #line: () => string;
  readonly #timer: NodeJS.Timeout;

  constructor(screen: Screen, line: () => string) {
    this.#screen = screen;
    this.#line = line;
    this.#timer = setInterval(() => this.#show(), screen.isTTY ? TTY_MS : PLAIN_MS);
    this.#timer.unref();
  }

  say(text: string): void {
    this.#screen.write(this.#screen.isTTY ? `${CLEAR_LINE}${text}\n` : `${text}\n`);
  }

  close(): void {
    clearInterval(this.#timer);
    if (this.#screen.isTTY) this.#screen.write(CLEAR_LINE);
  }

  #show(): void {
    this.#screen.write(this.#screen.isTTY ? `${CLEAR_LINE}${this.#line()}` : `${this.#line()}\n`);
  }
}
