// The gate keeps steps in order and runs each once.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FreezeGate } from '../src/freeze-gate.ts';

test('steps wait while it is frozen, then run in order; afterwards they pass', () => {
  const gate = new FreezeGate();
  const ran: number[] = [];
  gate.hold(() => ran.push(1));
  gate.set(true);
  gate.hold(() => {
    ran.push(2);
    gate.hold(() => ran.push(3));
  });
  gate.hold(() => ran.push(4));
  assert.deepEqual(ran, [1]);
  gate.set(false);
  assert.deepEqual(ran, [1, 2, 3, 4]);
  gate.set(false);
  assert.deepEqual(ran, [1, 2, 3, 4]);
});

test('a step that freezes again leaves the later ones waiting', () => {
  const gate = new FreezeGate();
  const ran: number[] = [];
  gate.set(true);
  gate.hold(() => gate.set(true));
  gate.hold(() => ran.push(1));
  gate.set(false);
  assert.deepEqual(ran, []);
  gate.set(false);
  assert.deepEqual(ran, [1]);
});
