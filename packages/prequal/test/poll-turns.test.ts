// Polling: everybody once a round, in as few turns as the cap allows.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Member } from '../src/fleet.ts';
import { defaultOptions, type PolicyOptions } from '../src/options.ts';
import { PollTurns } from '../src/poll-turns.ts';
import { replicaIds } from './ready-policy.ts';

/** Turns of the first `untilMs`, each taken when it is due. */
function turnsOf(count: number, untilMs: number, change: Partial<PolicyOptions> = {}, factor = 1) {
  const from = replicaIds(count).map((id, row) => new Member(id, row));
  const options = { ...defaultOptions, ...change };
  const turns = new PollTurns();
  const taken: { atMs: number; ids: string[]; held: number }[] = [];
  for (let nowMs = 0; nowMs < untilMs; nowMs = turns.dueAtMs) {
    const { members, held } = turns.take(from, options, factor, nowMs);
    taken.push({ atMs: nowMs, ids: members.map(member => member.id), held });
  }
  return taken;
}

test('a small fleet is polled whole, every pollMs', () => {
  const ids = replicaIds(3);
  assert.deepEqual(turnsOf(3, 1500), [
    { atMs: 0, ids, held: 0 },
    { atMs: 500, ids, held: 0 },
    { atMs: 1000, ids, held: 0 },
  ]);
});

test('a large fleet is polled in turns of half the cap at most, each replica once a round', () => {
  const turns = turnsOf(100, 500);
  assert.deepEqual(
    turns.map(({ atMs, ids }) => [atMs, ids.length]),
    [
      [0, 25],
      [125, 25],
      [250, 25],
      [375, 25],
    ],
  );
  assert.deepEqual(turns.flatMap(({ ids }) => ids).sort(), replicaIds(100).sort());
  assert.equal(turnsOf(10, 1000, { probeMaxInFlight: 1, pollMs: 1000 }).length, 10);
});

test('trouble with probing makes the wait longer and tells what it held back', () => {
  const turns = turnsOf(4, 2000, {}, 0.25);
  assert.deepEqual(
    turns.map(({ atMs, held }) => [atMs, held]),
    [[0, 12]],
  );
});

test('a rate that recovers moves no turn that is set', () => {
  const from = [new Member('a', 0)];
  const turns = new PollTurns();
  assert.equal(turns.take(from, defaultOptions, 1 / 16, 0).members.length, 1);
  for (let nowMs = 100; nowMs < 8000; nowMs += 100)
    assert.equal(
      turns.take(from, defaultOptions, Math.min(1, 1 / 16 + nowMs / 5000), nowMs).members.length,
      0,
    );
  assert.equal(turns.dueAtMs, 8000);
});

test('nobody is polled before the time; one that comes late moves no later turn', () => {
  const from = [new Member('a', 0)];
  const turns = new PollTurns();
  const take = (nowMs: number, pollMs = 500) =>
    turns.take(from, { ...defaultOptions, pollMs }, 1, nowMs).members.length;
  assert.equal(take(0), 1);
  assert.equal(take(499), 0);
  assert.equal(take(510), 1);
  assert.equal(turns.dueAtMs, 1000);
  assert.equal(take(1900), 1);
  assert.equal(turns.dueAtMs, 2400);
  // A shorter time holds at once, and from then on.
  assert.equal(take(1950, 100), 1);
  assert.equal(turns.dueAtMs, 2050);
  assert.equal(take(2049, 100), 0);
  assert.equal(turns.take([], defaultOptions, 1, 9000).members.length, 0);
});
