// Waiting with an end: asks again until there is an answer, and says what it still lacked when the time is over.

import { setTimeout as sleep } from 'node:timers/promises';

const AGAIN_MS = 500;
const SAY_MS = 5000;

/**
 * Calls `ask` until it resolves, and answers that. `ask` throws what it still misses; the last such message ends the
 * wait after `limitMs`. `say` is told of it now and then.
 */
export async function until<Value>(
  limitMs: number,
  ask: () => Promise<Value>,
  say: (text: string) => void = () => {},
): Promise<Value> {
  const startMs = performance.now();
  let saidMs = startMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const nowMs = performance.now();
      const missing = error instanceof Error ? error.message : String(error);
      if (nowMs - startMs > limitMs)
        throw new Error(`after ${limitMs / 1000} s: ${missing}`, { cause: error });
      if (nowMs - saidMs > SAY_MS) {
        saidMs = nowMs;
        say(`    still: ${missing}`);
      }
    }
    await sleep(AGAIN_MS);
  }
}
