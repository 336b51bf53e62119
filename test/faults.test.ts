// Does a scenario take just the faults that a backend's control port takes? k6 sees nothing but load-tests, so that the
// ranges and status names must stand in both.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseScenario } from '../load-tests/scenario.ts';
import { STATUS_NAMES } from '../packages/program/src/index.ts';
import { readControl } from '../services/backend/src/control-request.ts';

const scenario = JSON.parse(readFileSync('load-tests/scenarios/antagonist.json', 'utf8'));

function takes(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

const changes = [
  ...[0, 0.5, 0.99, 1, 10, 1000, 1001].map(slowFactor => ({ slowFactor })),
  ...[-0.1, 0, 0.5, 1, 1.1].map(errorFraction => ({ errorFraction })),
  ...[0, 0.009, 0.01, 4, 1024, 1025].map(capacityCores => ({ capacityCores })),
  ...[true, 'yes'].flatMap(flag => [{ frozen: flag }, { stopped: flag }]),
  ...[...STATUS_NAMES, 'WRONG'].map(errorStatus => ({ errorStatus, errorFraction: 1 })),
  { unknown: 1 },
];

for (const change of changes) {
  test(`${JSON.stringify(change)} is taken by both or by none`, () => {
    const event = { atMs: 1000, forMs: 1000, replica: 2, ...change };
    const byScenario = takes(() => parseScenario({ ...scenario, events: [event] }));
    assert.equal(
      byScenario,
      takes(() => readControl({ ...change, forMs: 1000 }, ['backend-2'])),
    );
  });
}
