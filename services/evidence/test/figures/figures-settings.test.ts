// A report is not written over by another run than its own.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings } from 'program';
import { defaultOut, figuresSettings } from '../../src/figures/figures-settings.ts';

const outOf = (...args: string[]) => defaultOut(readSettings(figuresSettings, args, {}), 'abc1234');

test('the name of the report says which run it is of', () => {
  assert.equal(outOf(), 'reports/figures-abc1234.html');
  assert.equal(outOf('--quick'), 'reports/figures-abc1234-quick.html');
  assert.equal(
    outOf('--only', '6,9', '--table', '--seeds', '3'),
    'reports/figures-abc1234-only-6-9-table-seeds-3.html',
  );
});
