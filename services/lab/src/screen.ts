// Where do lines go: a block that renews itself on a terminal, lines one below the other elsewhere.

import type { Line } from './table.ts';

/** An output such as process.stdout. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const STYLES = { plain: '', head: '\u001b[1m', warn: '\u001b[33m' } as const;
const RESET = '\u001b[0m';

/** Draws on `output`; colours only on a terminal, and never where NO_COLOR is set. */
export class Screen {
  readonly #output: Output;
  readonly #colour: boolean;
  /** Lines of the block that stands at the bottom now. */
  #height = 0;

  constructor(output: Output, noColour: boolean) {
    this.#output = output;
    this.#colour = output.isTTY === true && !noColour;
  }

  get isTerminal(): boolean {
    return this.#output.isTTY === true;
  }

  /** Writes text that stays; a block drawn before goes. */
  say(text: string): void {
    this.#output.write(`${this.#erase()}${text}\n`);
    this.#height = 0;
  }

  /** Draws the block in the place of the last one. Lines are cut to the width: a wrapped one could not be taken back. */
  draw(lines: readonly Line[]): void {
    const width = this.#output.columns ?? 80;
    const text = lines.map(line => `${this.#styled(line, width)}\n`).join('');
    this.#output.write(`${this.#erase()}${text}`);
    this.#height = lines.length;
  }

  #erase(): string {
    return this.#height === 0 ? '' : `\u001b[${this.#height}A\u001b[J`;
  }

  #styled({ text, style }: Line, width: number): string {
    const cut = text.slice(0, Math.max(0, width - 1));
    return this.#colour && style !== 'plain' ? `${STYLES[style]}${cut}${RESET}` : cut;
  }
}
