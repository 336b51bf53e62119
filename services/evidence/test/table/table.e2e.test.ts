// `npm run figures -- --only table --quick` from outside: a handful of cells with every policy, kept and not run again.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ENTRANTS } from '../../src/table/entrants.ts';

const program = fileURLToPath(new URL('../../src/figures/main.ts', import.meta.url));

function figures(...args: string[]) {
  return spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', timeout: 180_000 });
}

test('a quick table has every policy, and the same command again takes it from what was kept', () => {
  const folder = mkdtempSync(join(tmpdir(), 'table-'));
  const args = ['--only', 'table', '--quick', '--kept', folder, '--out', join(folder, 'table.html')];
  const { status, stdout, stderr } = figures(...args, '--json');
  assert.equal(status, 0, stderr);
  const [{ id, values }] = JSON.parse(stdout).figures;
  const p99 = values.filter(({ measure }: { measure: string }) => measure === 'p99Ms');
  assert.equal(id, 'table');
  assert.equal(p99.length, 4 * ENTRANTS.length);
  for (const { series, x, median } of p99) assert.ok(median > 0, `${series} in ${x}`);
  const html = readFileSync(join(folder, 'table.html'), 'utf8');
  assert.doesNotMatch(html, /<script|https?:|url\(|@import|<link|<img|NaN|undefined/);
  assert.match(figures(...args).stderr, new RegExp(`${p99.length} of ${p99.length} runs`));
});

test('files to commit without the table are refused', () => {
  const { status, stderr } = figures('--docs', 'docs/evidence');
  assert.deepEqual([status, stderr.split('=')[0]], [2, 'ERR_PREQUAL_CONFIG: DOCS']);
});
