import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRng } from 'prequal';
import { arrivals } from '../src/arrivals.ts';

const SEED = 7;
const steps = [
  { atMs: 0, callsPerSecond: 100 },
  { atMs: 10_000, callsPerSecond: 0 },
  { atMs: 20_000, callsPerSecond: 400 },
];

describe('arrivals', () => {
  it('rises, stays in the run and follows the steps', () => {
    const times = [...arrivals(steps, 30_000, createRng(SEED))];
    assert.ok(times.every((atMs, at) => atMs > (times[at - 1] ?? -1) && atMs < 30_000));
    const between = (fromMs: number, toMs: number) =>
      times.filter(atMs => atMs >= fromMs && atMs < toMs).length;
    // A Poisson count of mean m has standard deviation sqrt(m): five of them are never left by chance.
    assert.ok(Math.abs(between(0, 10_000) - 1000) < 5 * Math.sqrt(1000), `seed ${SEED}`);
    assert.equal(between(10_000, 20_000), 0);
    assert.ok(Math.abs(between(20_000, 30_000) - 4000) < 5 * Math.sqrt(4000), `seed ${SEED}`);
  });

  it('has the gaps of a Poisson stream: their standard deviation is their mean', () => {
    const times = [...arrivals([{ atMs: 0, callsPerSecond: 1000 }], 20_000, createRng(SEED))];
    const gaps = times.slice(1).map((atMs, at) => atMs - (times[at] ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    // The relative error of a standard deviation over n exponential gaps is sqrt(2 / n), here 0.01.
    assert.ok(Math.abs(Math.sqrt(variance) / mean - 1) < 0.05, `seed ${SEED}`);
  });

  it('replays from its seed and goes on for ever when told to', () => {
    const first = (seed: number) => {
      const times: number[] = [];
      for (const atMs of arrivals(steps.slice(0, 1), Number.POSITIVE_INFINITY, createRng(seed)))
        if (times.push(atMs) === 500) break;
      return times;
    };
    assert.deepEqual(first(1), first(1));
    assert.notDeepEqual(first(1), first(2));
  });
});
