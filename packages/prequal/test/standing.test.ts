// Every combination of what may be known of a replica, and the fleets in which nobody is left to pick.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isEligible, isPanic, isSidelined, REPLICA_STATES, type Standing, stateOf } from '../src/standing.ts';

const fine: Standing = { connected: true, draining: false, frozen: false, fails: false };
const gone = { ...fine, connected: false };
const draining = { ...fine, draining: true };
const frozen = { ...fine, frozen: true };
const failing = { ...fine, fails: true };

test('no connection comes before draining, and that before set aside', () => {
  const both = [false, true];
  const states = both.flatMap(connected =>
    both.flatMap(drains =>
      both.flatMap(freezes =>
        both.map(fails => stateOf({ connected, draining: drains, frozen: freezes, fails })),
      ),
    ),
  );
  assert.deepEqual(states, [
    ...Array(8).fill('disconnected'),
    ...['available', 'set_aside', 'set_aside', 'set_aside'],
    ...Array(4).fill('draining'),
  ]);
  assert.deepEqual(new Set(states), new Set(REPLICA_STATES));
});

test('one that fails is left to the policy; in panic the connected ones may all be picked', () => {
  const all = [fine, failing, frozen, draining, gone];
  const eligible = (panic: boolean) => all.filter(standing => isEligible(standing, panic));
  assert.deepEqual(eligible(false), [fine, failing]);
  assert.deepEqual(eligible(true), [fine, failing, frozen, draining]);
});

test('sidelined are the connected ones that are not available', () => {
  assert.deepEqual([fine, failing, frozen, draining, gone].filter(isSidelined), [failing, frozen, draining]);
});

test('panic: some are connected, and none of them is available', () => {
  for (const fleet of [[frozen], [failing, frozen], [draining, gone], [failing, frozen, draining]])
    assert.equal(isPanic(fleet), true, JSON.stringify(fleet));
  for (const fleet of [[], [gone], [fine, failing, frozen, draining, gone]])
    assert.equal(isPanic(fleet), false, JSON.stringify(fleet));
});
