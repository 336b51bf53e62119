// How are calls started at their times, whatever became of the ones before? The clock of the open loop.

import { setImmediate, setTimeout } from 'node:timers/promises';

/** Starts one call; `lateMs` is how far the generator itself is behind. */
export type Fire = (atMs: number, lateMs: number) => void;

/** Calls in a row before others in this process get their turn, when the generator is behind. */
const BURST = 50;

/** Calls `fire` for each of `times`, milliseconds after `startMs` (performance.now). Ends early, without error, on `signal`. */
export async function fireOnSchedule(
  times: Iterable<number>,
  startMs: number,
  fire: Fire,
  signal: AbortSignal,
): Promise<void> {
  let inARow = 0;
  for (const atMs of times) {
    const waitMs = startMs + atMs - performance.now();
    if (waitMs > 0 || ++inARow >= BURST) {
      inARow = 0;
      await pause(waitMs, signal);
    }
    if (signal.aborted) return;
    fire(atMs, Math.max(0, performance.now() - startMs - atMs));
  }
}

/** Longest wait that a timer of Node takes. */
const MAX_WAIT_MS = 2 ** 31 - 1;

async function pause(waitMs: number, signal: AbortSignal): Promise<void> {
  if (waitMs <= 0) return setImmediate();
  await setTimeout(Math.min(waitMs, MAX_WAIT_MS), undefined, { signal }).catch(() => undefined);
}
