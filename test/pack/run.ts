// Runs a program to its end, or until it is ready, with its output kept for whoever reads of a failure.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface RunOptions {
  readonly cwd: string;
  readonly limitMs: number;
}

export interface Running {
  stop(): Promise<void>;
}

/** Standard output of a program that must end with status 0. */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<string> {
  const { child, output, errors } = start(command, args, options);
  const [status, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (status === 0) return output();
  throw new Error(`${[command, ...args].join(' ')} ended with ${status ?? signal}\n${output()}${errors()}`);
}

/** A program that goes on, once it has written `ready`. */
export async function runUntil(
  ready: string,
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<Running> {
  const { child, output, errors } = start(command, args, options);
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', () => output().includes(ready) && resolve());
    child.once('close', status => reject(new Error(`it ended with ${status}\n${output()}${errors()}`)));
  });
  return {
    stop: async () => {
      child.kill();
      await once(child, 'close');
    },
  };
}

function start(
  command: string,
  args: readonly string[],
  { cwd, limitMs }: RunOptions,
): { child: ChildProcess; output: () => string; errors: () => string } {
  const child = spawn(command, args, { cwd, timeout: limitMs, stdio: ['ignore', 'pipe', 'pipe'] });
  const keep = (stream: NodeJS.ReadableStream): (() => string) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    return () => Buffer.concat(chunks).toString();
  };
  return { child, output: keep(child.stdout), errors: keep(child.stderr) };
}
