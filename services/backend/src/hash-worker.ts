// A thread that hashes: the work of WORKLOAD=cpu. It takes one piece at a time from its parent, at the speed that stands in
// memory shared with it.

import { hash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';

/** Memory shared between the threads. */
export interface HashShared {
  /** Factor on the speed, at 0. */
  readonly speed: Float64Array;
  /** Per thread, the id of a piece to give up. */
  readonly givenUp: Int32Array;
  /** Which thread this is. */
  readonly thread: number;
}

const SLICE_MS = 1;
const PAUSE_MS = 5;
const BATCH_ROUNDS = 1000;
const CALIBRATION_MS = 100;
const US_PER_MS = 1000;

let block = Buffer.alloc(32);

function hashRounds(rounds: number): void {
  for (let i = 0; i < rounds; i++) block = hash('sha256', block, 'buffer');
}

/**
 * Rounds in a millisecond of this thread's CPU time, in which waiting for a core does not count. Measured over many of the
 * kernel's ticks, since some count CPU time by them.
 */
function roundsPerMs(): number {
  hashRounds(BATCH_ROUNDS);
  const before = process.threadCpuUsage();
  for (let rounds = BATCH_ROUNDS; ; rounds += BATCH_ROUNDS) {
    hashRounds(BATCH_ROUNDS);
    const { user, system } = process.threadCpuUsage(before);
    const usedMs = (user + system) / US_PER_MS;
    if (usedMs >= CALIBRATION_MS) return rounds / usedMs;
  }
}

const { speed, givenUp, thread } = workerData as HashShared;
const nobody = new Int32Array(new SharedArrayBuffer(4));
const rate = roundsPerMs();

/** Slices of a millisecond, of which `speed` says how much of the work they are. */
parentPort?.on('message', ({ id, workMs }: { id: number; workMs: number }) => {
  for (let leftMs = workMs; leftMs > 0 && Atomics.load(givenUp, thread) !== id; ) {
    const factor = speed[0] ?? 1;
    if (factor === 0) {
      Atomics.wait(nobody, 0, 0, PAUSE_MS);
      continue;
    }
    const sliceMs = Math.min(SLICE_MS, leftMs / factor);
    hashRounds(Math.ceil(sliceMs * rate));
    leftMs -= sliceMs * factor;
  }
  parentPort?.postMessage(id);
});
