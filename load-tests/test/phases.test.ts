import assert from 'node:assert/strict';
import { it } from 'node:test';
import { phaseAt } from '../phases.ts';
import type { ScenarioEvent } from '../scenario.ts';

const slow: ScenarioEvent = { atMs: 20, forMs: 20, replica: 2, slowFactor: 10 };
const frozen: ScenarioEvent = { atMs: 30, forMs: 20, replica: 1, frozen: true };
const many = [1, 2, 3, 4].map((replica): ScenarioEvent => ({ atMs: 70, forMs: 9, replica, stopped: true }));
const scenario = {
  warmupMs: 10,
  durationMs: 100,
  load: [{ atMs: 0, callsPerSecond: 60 }],
  events: [slow, frozen, ...many],
};
const ramp = { ...scenario, load: [0, 25].map(atMs => ({ atMs, callsPerSecond: 1 })), events: [slow] };

const table: readonly [string, Parameters<typeof phaseAt>[0], number, string, number][] = [
  ['the warm-up', scenario, 0, 'warmup', 10],
  ['nothing in particular', scenario, 10, 'run', 20],
  ['an event', scenario, 20, 'slow-2', 30],
  ['two events', scenario, 30, 'slow-2+frozen-1', 40],
  ['the rest of the second', scenario, 49.9, 'frozen-1', 50],
  ['after the events', scenario, 50, 'run', 70],
  ['too many to name', scenario, 70, '4-events', 79],
  ['the last stretch', scenario, 79, 'run', 100],
  ['a step', ramp, 15, 'step-1', 20],
  ['a step and an event', ramp, 25, 'step-2+slow-2', 40],
  [
    'a run for ever',
    { ...scenario, events: [], durationMs: Number.POSITIVE_INFINITY },
    99,
    'run',
    Number.POSITIVE_INFINITY,
  ],
];
for (const [what, given, atMs, name, untilMs] of table) {
  it(`${what} at ${atMs}: ${name}`, () => assert.deepEqual(phaseAt(given, atMs), { name, untilMs }));
}
