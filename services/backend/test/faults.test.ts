// Faults and their expiries: what is in force when.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { type FaultName, Faults, type FaultValues } from '../src/faults.ts';

const NORMAL: FaultValues = {
  slowFactor: 1,
  errorFraction: 0,
  errorStatus: 'UNAVAILABLE',
  frozen: false,
  stopped: false,
  capacityCores: 4,
};

const changes: FaultName[][] = [];
beforeEach(context => {
  changes.length = 0;
  if ('mock' in context) context.mock.timers.enable({ apis: ['setTimeout'] });
});
const newFaults = () => new Faults(NORMAL, (_now, names) => changes.push([...names]));

test('a change for a time ends, and the normal value returns', context => {
  const faults = newFaults();
  faults.apply({ slowFactor: 10 }, 1000);
  assert.equal(faults.now.slowFactor, 10);
  assert.ok((faults.remainingMs().slowFactor ?? 0) > 900);
  context.mock.timers.tick(999);
  assert.equal(faults.now.slowFactor, 10);
  context.mock.timers.tick(1);
  assert.deepEqual(faults.now, NORMAL);
  assert.deepEqual(faults.remainingMs(), {});
  assert.deepEqual(changes, [['slowFactor'], ['slowFactor']]);
});

test('a later change of the same value replaces it, and its end', context => {
  const faults = newFaults();
  faults.apply({ slowFactor: 10 }, 1000);
  context.mock.timers.tick(500);
  faults.apply({ slowFactor: 5 }, 1000);
  context.mock.timers.tick(999);
  assert.equal(faults.now.slowFactor, 5);
  context.mock.timers.tick(1);
  assert.equal(faults.now.slowFactor, 1);
});

test('each value has its own end', context => {
  const faults = newFaults();
  faults.apply({ slowFactor: 10 }, 1000);
  faults.apply({ frozen: true }, 500);
  context.mock.timers.tick(500);
  assert.deepEqual([faults.now.frozen, faults.now.slowFactor], [false, 10]);
  context.mock.timers.tick(500);
  assert.deepEqual(faults.now, NORMAL);
});

test('a change for good is the new normal: a temporary one gives way to it', context => {
  const faults = newFaults();
  faults.apply({ capacityCores: 2 }, null);
  faults.apply({ capacityCores: 1, errorFraction: 1 }, 100);
  context.mock.timers.tick(100);
  assert.deepEqual(faults.now, { ...NORMAL, capacityCores: 2 });
});

test('a change for good ends a temporary one', context => {
  const faults = newFaults();
  faults.apply({ frozen: true }, 1000);
  faults.apply({ frozen: false }, null);
  assert.equal(faults.now.frozen, false);
  assert.deepEqual(faults.remainingMs(), {});
  context.mock.timers.tick(5000);
  assert.equal(changes.length, 2);
});

test('close ends what would keep calls from finishing, and all expiries', context => {
  const faults = newFaults();
  faults.apply({ frozen: true, slowFactor: 100, errorFraction: 0.5, capacityCores: 0.1 }, 1000);
  faults.close();
  assert.deepEqual(faults.now, { ...NORMAL, errorFraction: 0.5 });
  changes.length = 0;
  context.mock.timers.tick(5000);
  assert.deepEqual(changes, []);
});
