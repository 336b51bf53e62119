// Replicas whose names a scenario cannot count are told of, and nobody else.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readScenario } from '../src/read-scenario.ts';
import { strangersRemark } from '../src/strangers-remark.ts';

const counted = readScenario('sinkhole', {});

test('names that no number belongs to are told of, with the form that has one', () => {
  assert.match(strangersRemark(counted, ['b1', 'b2']) ?? '', /backend-1, .* b1, b2 served/);
});

test('nothing is said where replicas are known, where none served, or where no check counts them', () => {
  assert.equal(strangersRemark(counted, ['backend-1', 'b2']), null);
  assert.equal(strangersRemark(counted, ['backend-1-7']), null);
  assert.equal(strangersRemark(counted, []), null);
  const uncounted = { ...counted, checks: counted.checks.filter(({ replica }) => replica === undefined) };
  assert.equal(strangersRemark(uncounted, ['b1']), null);
});
