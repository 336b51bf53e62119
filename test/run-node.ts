// Runs this Node with other arguments, its output as ours.

import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Resolves with the exit status; signals that we get are passed on. */
export async function runNode(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  const [status] = (await once(child, 'exit')) as [number | null];
  return status ?? 1;
}
