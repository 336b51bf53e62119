// A replica joins two others that serve. How: shares over fixed seeds, of all calls together, so many that some hundred fall
// into the first second.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_MODES, labFleet } from './fleet-options.ts';
import { endedQueries, shareOf } from './share.ts';

const FIRST_CALLS = 480;
const FAIR = 1 / 3;
const JOIN_AT_MS = 10_000;

for (const [callsPerSecond, workMeanMs] of [
  [5, 50],
  [40, 50],
  [200, 25],
] as const) {
  for (const mode of DEFAULT_MODES)
    test(`a newcomer is neither flooded nor starved at ${callsPerSecond} calls/s, MODE=${mode}`, () => {
      const seeds = FIRST_CALLS / callsPerSecond;
      const calls = Array.from({ length: seeds }, (_, i) =>
        endedQueries({
          ...labFleet,
          seed: i + 1,
          durationMs: 25_000,
          workMeanMs,
          load: callsPerSecond,
          policy: { mode },
          events: [{ atMs: 0, forMs: JOIN_AT_MS, replica: 2, member: false }],
        }),
      ).flat();
      const first = shareOf(calls, 2, JOIN_AT_MS, JOIN_AT_MS + 1000);
      const settled = shareOf(calls, 2, JOIN_AT_MS + 5000, JOIN_AT_MS + 15_000);
      // Three standard deviations of a share of so many calls.
      const chance = 3 * Math.sqrt(0.25 / FIRST_CALLS);
      assert.ok(first <= 1.5 * FAIR + chance, `share in the first second ${first}, seeds 1 to ${seeds}`);
      assert.ok(settled >= FAIR / 2, `share from 5 s on ${settled}, seeds 1 to ${seeds}`);
    });
}

for (const mode of DEFAULT_MODES)
  test(`a replica of unknown latency gets one trial query at a time, MODE=${mode}`, () => {
    // Work is a second and nothing is known: the first three of a burst go one to each.
    const calls = endedQueries({
      ...labFleet,
      seed: 7,
      durationMs: 20_000,
      workMeanMs: 1000,
      load: 20,
      policy: { mode, minPool: 1 },
    });
    const burst = [...calls].sort((a, b) => a.atMs - b.atMs).slice(0, 3);
    assert.equal(new Set(burst.map(call => call.replica)).size, 3, JSON.stringify(burst));
  });
