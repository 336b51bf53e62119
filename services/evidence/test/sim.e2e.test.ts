// `npm run sim` from outside: one JSON object, exit statuses, the same again from the same seed.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../src/sim/main.ts', import.meta.url));

function sim(...args: string[]) {
  return spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', timeout: 60_000 });
}

test("the JSON object has the fields that every program's has, in the file as well, and replays", () => {
  const out = join(mkdtempSync(join(tmpdir(), 'sim-')), 'deep', 'steady.json');
  const args = ['--scenario', 'steady', '--policies', 'prequal,random', '--seeds', '2', '--json'];
  const { status, stdout } = sim(...args, '--out', out);
  assert.equal(status, 0);
  const report = JSON.parse(stdout);
  assert.equal(report.schema, 1);
  assert.equal(report.ok, true);
  assert.deepEqual(report.seeds, [1, 2]);
  assert.deepEqual(Object.keys(report.policies), ['prequal', 'random']);
  for (const check of report.checks)
    assert.deepEqual(Object.keys(check), ['name', 'value', 'limit', 'ok', 'held']);
  const { calls, errors, dropped, p50Ms, p99Ms, p999Ms, shares } = report.policies.prequal;
  assert.deepEqual([errors, dropped], [0, 0]);
  assert.ok(calls > 2000 && p50Ms < p99Ms && p99Ms <= p999Ms);
  assert.equal(Object.keys(shares).length, 3);
  assert.equal(readFileSync(out, 'utf8'), stdout);
  assert.equal(sim(...args, '--threads', '1').stdout, stdout);
});

test("a scenario of one's own is played from its file, and the report says under what", () => {
  const file = join(mkdtempSync(join(tmpdir(), 'sim-')), 'own.json');
  const steady = readFileSync(new URL('../../../load-tests/scenarios/steady.json', import.meta.url), 'utf8');
  writeFileSync(file, steady.replace('"steady"', '"own"'));
  const changes = ['--q-rif', '0.5', '--probe-loss', '0.25', '--probe-ms', '2'];
  const { status, stdout } = sim('--scenario', file, '--policies', 'random', '--quick', '--json', ...changes);
  const { scenario, options, probeLoss, probeMs } = JSON.parse(stdout);
  assert.deepEqual([status, scenario, options.qRif, probeLoss, probeMs], [0, 'own', 0.5, 0.25, 2]);
});

test('the text says which machines were played, where they are not those of the scenario', () => {
  const played = sim('--scenario', 'steady', '--quick', '--speeds', '1,0.5', '--spare-cores', '4').stdout;
  assert.match(played, /^machines: speeds 1, 0\.5 by turns; 4 spare cores$/m);
  assert.doesNotMatch(sim('--scenario', 'steady', '--quick').stdout, /^machines/m);
});

test('a failed check is status 1, wrong usage status 2 in one line', () => {
  const failed = sim('--scenario', 'antagonist', '--policies', 'random', '--quick');
  assert.equal(failed.status, 1);
  assert.match(failed.stdout, /^quick: /);
  assert.match(failed.stdout, /FAIL {2}share_2_max_21s_40s/);
  for (const args of [
    ['--scenario', 'nowhere'],
    ['--scenario', 'nowhere.json'],
    ['--policies', 'best'],
    ['--policies', ''],
    ['--q-rif', '2'],
    ['--probe-loss', 'some'],
  ]) {
    const { status, stderr, stdout } = sim(...args);
    assert.equal(status, 2, args.join(' '));
    assert.match(stderr, /^ERR_PREQUAL_(CONFIG|SCENARIO): .* is outside .*\n$/);
    assert.equal(stdout, '');
  }
});

test('help shows examples and every setting', () => {
  const { status, stdout } = sim('--help');
  assert.equal(status, 0);
  assert.match(stdout, /npm run sim -- --scenario antagonist/);
  assert.match(stdout, /--probe-loss VALUE/);
  assert.match(stdout, /--policies VALUE/);
});
