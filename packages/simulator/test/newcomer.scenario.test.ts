// A replica joins two others that serve. How: shares over 12 fixed seeds, averaged.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulate } from '../src/index.ts';
import { mean, shareOf } from './share.ts';

const SEEDS = Array.from({ length: 12 }, (_, i) => i + 1);
const FAIR = 1 / 3;
const JOIN_AT_MS = 10_000;

for (const [callsPerSecond, workMeanMs] of [
  [5, 50],
  [40, 50],
  [200, 25],
] as const) {
  test(`a newcomer is neither flooded nor starved at ${callsPerSecond} calls/s`, () => {
    const runs = SEEDS.map(seed =>
      simulate({
        seed,
        durationMs: 25_000,
        replicas: 3,
        balancers: 1,
        cores: 4,
        workMeanMs,
        callsPerSecond,
        networkMs: 0.3,
        policy: {},
        absent: [2],
        events: [{ atMs: JOIN_AT_MS, replica: 2, join: true }],
      }),
    );
    const first = mean(runs.map(calls => shareOf(calls, 2, JOIN_AT_MS, JOIN_AT_MS + 1000)));
    const settled = mean(runs.map(calls => shareOf(calls, 2, JOIN_AT_MS + 5000, JOIN_AT_MS + 15_000)));
    assert.ok(first <= 1.5 * FAIR, `share in the first second ${first}, seeds ${SEEDS}`);
    assert.ok(settled >= FAIR / 2, `share from 5 s on ${settled}, seeds ${SEEDS}`);
  });
}

test('a replica of unknown latency gets one trial query at a time', () => {
  // Work is a second and nothing is known: the first three of a burst go one to each.
  const calls = simulate({
    seed: 7,
    durationMs: 20_000,
    replicas: 3,
    balancers: 1,
    cores: 4,
    workMeanMs: 1000,
    callsPerSecond: 20,
    networkMs: 0.3,
    policy: { minPool: 1 },
  });
  const burst = [...calls].sort((a, b) => a.atMs - b.atMs).slice(1, 4);
  assert.equal(new Set(burst.map(call => call.replica)).size, 3, JSON.stringify(burst));
});

test('the same options replay the same calls, and other policies meet the same arrivals', () => {
  const options = {
    seed: 3,
    durationMs: 5000,
    replicas: 3,
    balancers: 2,
    cores: 2,
    workMeanMs: 20,
    networkMs: 0.3,
  };
  const run = (policy: 'prequal' | 'random') =>
    simulate({ ...options, callsPerSecond: 50, policy: { policy } });
  assert.deepEqual(run('prequal'), run('prequal'));
  const arrivals = (policy: 'prequal' | 'random') =>
    run(policy)
      .map(call => call.atMs)
      .sort((a, b) => a - b)
      .slice(0, 200);
  assert.deepEqual(arrivals('prequal'), arrivals('random'));
});
