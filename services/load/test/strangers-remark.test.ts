// Replicas whose names a scenario cannot count are told of, and nobody else.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readScenario } from '../src/read-scenario.ts';
import { strangersRemark } from '../src/strangers-remark.ts';

const counted = readScenario('sinkhole', {});

test('names that are none of the fleet are told of', () => {
  assert.match(strangersRemark(counted, ['b1', 'b2'], 1) ?? '', /backend-1 to backend-3 .* not of b1, b2$/);
  assert.match(strangersRemark(counted, ['backend-1', 'backend-2-2'], 1) ?? '', /not of backend-2-2$/);
  assert.match(strangersRemark(counted, ['backend-7'], 1) ?? '', /not of backend-7$/);
});

test('nothing is said where all are of the fleet, where none served, or where no check counts them', () => {
  assert.equal(strangersRemark(counted, ['backend-1', 'backend-3'], 1), null);
  assert.equal(strangersRemark(counted, ['backend-1-3'], 3), null);
  assert.equal(strangersRemark(counted, [], 1), null);
  const uncounted = { ...counted, checks: counted.checks.filter(({ replica }) => replica === undefined) };
  assert.equal(strangersRemark(uncounted, ['b1'], 1), null);
});
