// The goals of the table: shares of cells, and a check for each cell that says which one misses them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellName } from '../../src/table/cells.ts';
import { AUTO, POOL, SYNC } from '../../src/table/entrants.ts';
import { tableChecks } from '../../src/table/table-checks.ts';
import { CELLS, type Made, madeScores } from './made-answers.ts';

const calm = CELLS.filter(({ load }) => load < 1).map(cellName);
const full = CELLS.filter(({ load }) => load > 1).map(cellName);
const failing = (made: Made) => tableChecks(madeScores(made)).filter(({ ok }) => !ok);
const modes = [POOL, SYNC, AUTO];

test('all hold where Prequal is as good as the references; a check for each cell and goal', () => {
  assert.deepEqual(
    failing(() => ({})),
    [],
  );
  const checks = tableChecks(madeScores(() => ({})));
  assert.equal(checks.length, 3 + 2 * calm.length + full.length);
  assert.equal(checks.filter(({ minor }) => !minor).length, 3);
});

test('the better of pool and sync counts; a cell in which neither does is named', () => {
  const cell = calm[3];
  assert.deepEqual(
    failing(name => (name === POOL ? { p99Ms: 1000 } : {})),
    [],
  );
  assert.deepEqual(
    failing(name => (name === SYNC ? { p99Ms: 1000 } : {})),
    [],
  );
  const [only, ...others] = failing((name, x) => (x === cell && modes.includes(name) ? { p99Ms: 120 } : {}));
  assert.deepEqual(others, []);
  assert.match(only?.name ?? '', /^table_better_mode_\w+_max$/);
  assert.equal(only?.claim.startsWith(`${cell}: `), true);
  assert.deepEqual([only?.value, only?.limit], [1.2, 1.15]);
});

test('more than a tenth of the cells is too many', () => {
  const bad = calm.slice(0, Math.floor(calm.length / 10) + 1);
  const names = failing((name, x) => (bad.includes(x) && modes.includes(name) ? { p99Ms: 130 } : {}))
    .filter(({ minor }) => !minor)
    .map(({ name }) => name);
  assert.deepEqual(names, ['table_better_mode_cells_min', 'table_auto_cells_min']);
});

test('goodput is that of auto where it is worse than the better of the others', () => {
  const worse = (lost: string) =>
    failing((name, x) => (x === full[0] && name === lost ? { failed: 0.03 } : {})).map(({ value }) => value);
  assert.deepEqual([worse(POOL), worse(SYNC)], [[], []]);
  assert.deepEqual(worse(AUTO), [0.97]);
});

test('what was not measured does not hold', () => {
  const missing = failing((name, x) => (x === calm[0] && name === AUTO ? { p99Ms: null } : {}));
  assert.deepEqual(
    missing.map(({ value }) => value),
    [null, null],
  );
});
