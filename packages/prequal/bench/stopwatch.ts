// How long does one round take, when its preparation must not count?

import { performance } from 'node:perf_hooks';

export interface Measurement {
  readonly name: string;
  readonly rounds: number;
  /** Mean round of the fastest batch, microseconds: what other programs on the machine disturb least. */
  readonly bestUs: number;
  readonly medianUs: number;
}

const BATCHES = 100;

/** Times `run` after each untimed `prepare`; the first tenth warms up. */
export function measure(name: string, rounds: number, prepare: () => void, run: () => void): Measurement {
  const perBatch = Math.max(1, Math.floor(rounds / BATCHES));
  const batch = () => {
    let totalMs = 0;
    for (let i = 0; i < perBatch; i++) {
      prepare();
      const startMs = performance.now();
      run();
      totalMs += performance.now() - startMs;
    }
    return (totalMs * 1000) / perBatch;
  };
  for (let i = 0; i < BATCHES / 10; i++) batch();
  const batchesUs = Array.from({ length: BATCHES }, batch).sort((a, b) => a - b);
  const [bestUs = Number.NaN] = batchesUs;
  return { name, rounds: perBatch * BATCHES, bestUs, medianUs: batchesUs[BATCHES / 2] ?? bestUs };
}
