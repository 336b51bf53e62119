// Where do lines go: a block that renews itself on a terminal, lines one below the other elsewhere.

import type { Line } from './table.ts';

/** An output such as process.stdout. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
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

  /** Draws the block in the place of the last one. What does not fit is cut off: it could not be taken back. */
  draw(lines: readonly Line[]): void {
    // A terminal that does not know its size says 0.
    const columns = this.#output.columns || 80;
    const rows = this.#output.rows || Number.POSITIVE_INFINITY;
    const fitting = lines.length < rows ? lines : lines.slice(0, Math.max(1, rows - 2));
    const rest: readonly Line[] =
      fitting === lines ? [] : [{ text: `... ${lines.length - fitting.length} lines more`, style: 'plain' }];
    const block = [...fitting, ...rest];
    const text = block.map(line => `${this.#styled(line, columns)}\n`).join('');
    this.#output.write(`${this.#erase()}${text}`);
    this.#height = block.length;
  }

  #erase(): string {
    return this.#height === 0 ? '' : `\u001b[${this.#height}A\u001b[J`;
  }

  #styled({ text, style }: Line, width: number): string {
    const cut = text.slice(0, Math.max(0, width - 1));
    return this.#colour && style !== 'plain' ? `${STYLES[style]}${cut}${RESET}` : cut;
  }
}
