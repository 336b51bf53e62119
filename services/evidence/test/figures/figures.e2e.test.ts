// `npm run figures` from outside: help, usage errors, one figure in quick, the same again from what was kept.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../src/figures/main.ts', import.meta.url));

function figures(...args: string[]) {
  return spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', timeout: 120_000 });
}

test('--help shows the figures and examples', () => {
  const { status, stdout } = figures('--help');
  assert.equal(status, 0);
  for (const text of ['--only', '--quick', '--docs', 'fleet-size', 'npm run figures -- --only 6,9']) {
    assert.ok(stdout.includes(text), text);
  }
});

test('wrong usage is status 2 and one line', () => {
  for (const args of [
    ['--only', '6,eleven'],
    ['--only', ''],
    ['--seeds', '-1'],
    ['--quick', '--docs', 'docs/evidence'],
    ['--only', '6', '--docs', 'docs/evidence'],
    ['--table', '--seeds', '4', '--docs', 'docs/evidence'],
  ]) {
    const { status, stderr, stdout } = figures(...args);
    assert.deepEqual([status, stdout], [2, ''], args.join(' '));
    assert.match(stderr, /^ERR_PREQUAL_CONFIG: \w+=.* is outside .*\n$/);
  }
});

test('one figure, quick: report and JSON; again it takes no runs and says the same', () => {
  const folder = mkdtempSync(join(tmpdir(), 'figures-'));
  const out = join(folder, 'deep', 'newcomer.html');
  const args = ['--only', 'newcomer', '--quick', '--threads', '1', '--kept', folder, '--out', out];
  const { status, stdout, stderr } = figures(...args, '--json');
  assert.equal(status, 0, stderr);
  assert.match(stderr, /0 of 5 runs, about \d+ s left/);
  const report = JSON.parse(stdout);
  assert.deepEqual([report.schema, report.ok, report.quick, report.seeds], [1, true, true, [1]]);
  assert.deepEqual(
    report.figures.map(({ id }: { id: string }) => id),
    ['newcomer'],
  );
  assert.equal(readFileSync(out.replace('.html', '.json'), 'utf8'), stdout);
  const html = readFileSync(out, 'utf8');
  assert.match(html, /\(quick\)/);
  assert.doesNotMatch(html, /<script|https?:|url\(|@import|<link|<img|NaN|undefined/);
  const again = figures(...args);
  assert.match(again.stderr, /5 of 5 runs/);
  assert.match(again.stdout, /^quick: [\s\S]*ok +newcomer_first_second_max/);
});
