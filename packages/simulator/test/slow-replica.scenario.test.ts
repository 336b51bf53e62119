// One of three replicas becomes ten times slower for 15 s and recovers. How: shares over 12 fixed seeds, averaged, because
// at 5 calls/s a window of 10 s holds 50 calls and which of two equal idle replicas serves them is a matter of taste.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_MODES, labFleet } from './fleet-options.ts';
import { endedQueries, mean, shareOf } from './share.ts';

const SEEDS = Array.from({ length: 12 }, (_, i) => i + 1);
const FAIR = 1 / 3;

/** Mean work is short enough for the other two to carry the load alone. */
const rates = [
  { callsPerSecond: 5, workMeanMs: 50 },
  { callsPerSecond: 40, workMeanMs: 50 },
  { callsPerSecond: 200, workMeanMs: 25 },
];

for (const { callsPerSecond, workMeanMs } of rates) {
  for (const mode of DEFAULT_MODES)
    test(`a slow replica is left alone and taken back at ${callsPerSecond} calls/s, MODE=${mode}`, () => {
      const runs = SEEDS.map(seed =>
        endedQueries({
          ...labFleet,
          seed,
          durationMs: 60_000,
          workMeanMs,
          load: callsPerSecond,
          policy: { mode },
          events: [
            { atMs: 20_000, replica: 1, speed: 0.1 },
            { atMs: 35_000, replica: 1, speed: 1 },
          ],
        }),
      );
      const slow = mean(runs.map(calls => shareOf(calls, 1, 21_000, 35_000)));
      const recovered = mean(runs.map(calls => shareOf(calls, 1, 40_000, 60_000)));
      assert.ok(slow <= 0.08, `share while slow ${slow}, seeds ${SEEDS}`);
      assert.ok(recovered > FAIR / 2, `share from 5 s after recovery ${recovered}, seeds ${SEEDS}`);
    });
}

for (const mode of DEFAULT_MODES)
  test(`ties hot sends a slow replica more than ties cold in a small fleet, MODE=${mode}`, () => {
    const shares = (hotTies: 'cold' | 'hot') =>
      SEEDS.map(seed => {
        const fleet = { ...labFleet, workMeanMs: 50, load: 40 };
        const events = [{ atMs: 5000, replica: 1, speed: 0.1 }];
        return shareOf(
          endedQueries({ ...fleet, seed, durationMs: 25_000, policy: { mode, hotTies }, events }),
          1,
          6000,
          25_000,
        );
      });
    const [cold, hot] = [mean(shares('cold')), mean(shares('hot'))];
    assert.ok(cold < hot, `cold ${cold}, hot ${hot}, seeds ${SEEDS}`);
  });
