// The words of a mark for each fault, when it comes and when it goes.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { faultChanges } from '../src/inspector/fault-changes.ts';
import type { BackendFaults } from '../src/inspector/inspector-view.ts';

const HEALTHY: BackendFaults = {
  name: 'backend-1',
  slowFactor: 1,
  errorFraction: 0,
  errorStatus: 'UNAVAILABLE',
  frozen: false,
  stopped: false,
  capacityCores: 4,
  coresAtStart: 4,
  remainingMs: {},
};

const rows: [Partial<BackendFaults>, string, string][] = [
  [{ slowFactor: 10, remainingMs: { slowFactor: 19_990 } }, 'slow x10 for 20 s', 'no longer slow'],
  [{ errorFraction: 0.5 }, 'fails 50 % with UNAVAILABLE', 'no longer failing'],
  [{ errorFraction: 0.003 }, 'fails 0.3 % with UNAVAILABLE', 'no longer failing'],
  [{ errorFraction: 0.0004 }, 'fails 0.04 % with UNAVAILABLE', 'no longer failing'],
  [{ frozen: true, remainingMs: { frozen: 400 } }, 'frozen for 1 s', 'no longer frozen'],
  [{ stopped: true }, 'stopped', 'started again'],
  [{ capacityCores: 1, remainingMs: { capacityCores: 20_000 } }, '1 core for 20 s', '4 cores again'],
  [{ capacityCores: 0.5 }, '0.5 cores', '4 cores again'],
];

for (const [change, comes, goes] of rows) {
  it(`says: ${comes}; ${goes}`, () => {
    const sick = { ...HEALTHY, ...change };
    assert.deepEqual(faultChanges(HEALTHY, sick), [comes]);
    assert.deepEqual(faultChanges(sick, HEALTHY), [goes]);
  });
}

it('says nothing where only the time left differs', () => {
  assert.deepEqual(faultChanges(HEALTHY, { ...HEALTHY, remainingMs: { slowFactor: 1 } }), []);
});
