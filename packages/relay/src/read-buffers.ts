// When are the buffers freed that bytes were read into? After every few megabytes passed, by a small collection.
//
// Each socket read brings a buffer that V8 does not count as garbage of its own: left alone, a fast stream has tens
// of megabytes of dead ones lying about before V8 looks. A minor collection takes about a millisecond.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Below it dead buffers don't matter; each halving doubles the collections a second. */
const PASSED_BYTES_MAX = 3 * 1024 * 1024;

// The process has one heap, so there is one count.
let passedBytes = 0;
let collect: ((options: { type: 'minor' }) => void) | null = null;

/** To be told of every chunk passed on. */
export function countPassed(bytes: number): void {
  passedBytes += bytes;
  if (passedBytes < PASSED_BYTES_MAX) return;
  passedBytes = 0;
  collect ??= findCollector();
  collect({ type: 'minor' });
}

function findCollector(): (options: { type: 'minor' }) => void {
  setFlagsFromString('--expose-gc');
  const found: unknown = runInNewContext('typeof gc === "function" ? gc : null');
  return typeof found === 'function' ? options => found(options) : () => {};
}
