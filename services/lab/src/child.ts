// One process of the lab: started, watched, stopped; what it said last is kept.

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The variables that a process starts with. */
export type Environment = Readonly<Record<string, string | undefined>>;

const LAST_LINES = 20;
const PRELOAD = new URL('./end-with-parent.ts', import.meta.url).href;

/** A child process that runs one of our programs. */
export class Child {
  readonly name: string;
  /** Resolves when the process is gone and its output read; never rejects. */
  readonly ended: Promise<Ending>;
  readonly #process: ChildProcess;
  readonly #lastLines: string[] = [];
  #result = '';

  /**
   * Starts `script` in `environment`. It gets a process group of its own, so that a terminal's Ctrl-C reaches the lab
   * alone, which ends its children in order; and a channel, so that it ends also when the lab cannot say so any more.
   */
  constructor(name: string, script: URL, args: readonly string[], environment: Environment) {
    this.name = name;
    this.#process = spawn(process.execPath, ['--import', PRELOAD, fileURLToPath(script), ...args], {
      env: environment,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const { stdout, stderr } = this.#process;
    if (stderr !== null) this.#eachLine(stderr, line => this.#keep(line));
    if (stdout !== null)
      this.#eachLine(stdout, line => {
        this.#keep(line);
        this.#result = line;
      });
    this.ended = new Promise(resolve => {
      this.#process.once('error', error => {
        this.#keep(error.message);
        resolve({ code: null, signal: null });
      });
      this.#process.once('close', (code, signal) => resolve({ code, signal }));
    });
  }

  /** The last line of its standard output: where a program was asked for JSON, its result. */
  get result(): string {
    return this.#result;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get lastLines(): readonly string[] {
    return this.#lastLines;
  }

  get running(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Asks it to end, and ends it after `graceMs`. Resolves when it is gone. */
  async stop(signal: 'SIGTERM' | 'SIGINT', graceMs: number): Promise<Ending> {
    if (this.running) this.#process.kill(signal);
    const timer = setTimeout(() => this.kill(), graceMs);
    const ending = await this.ended;
    clearTimeout(timer);
    return ending;
  }

  /** Ends it at once. */
  kill(): void {
    if (this.running) this.#process.kill('SIGKILL');
  }

  #eachLine(stream: Readable, take: (line: string) => void): void {
    createInterface({ input: stream }).on('line', take);
  }

  #keep(line: string): void {
    this.#lastLines.push(line);
    if (this.#lastLines.length > LAST_LINES) this.#lastLines.shift();
  }
}

/** What to say of a child that ended by itself. */
export function endingText(child: Child, { code, signal }: Ending): string {
  const how = signal === null ? `with status ${code ?? 'unknown'}` : `by ${signal}`;
  const lines = child.lastLines.map(line => `  ${line}`);
  return [`${child.name} ended ${how}${lines.length > 0 ? '; its last lines:' : ''}`, ...lines].join('\n');
}
