// Results on disk: what was kept is found again, by the same sources alone.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { RunStore } from '../../src/figures/run-store.ts';
import { RUN_SOURCES, sourceId } from '../../src/figures/source-id.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'figures-'));
const run = { rows: [{ x: 1, values: { p99Ms: 5, failed: null } }], queries: 3, tookMs: 4 };

test('a run is found by what it was of, under the same sources', () => {
  const root = folder();
  const store = new RunStore(root, 'abc');
  assert.equal(store.get({ seed: 1 }), null);
  store.put({ seed: 1 }, run);
  assert.deepEqual(new RunStore(root, 'abc').get({ seed: 1 }), run);
  assert.equal(store.get({ seed: 2 }), null);
  assert.equal(new RunStore(root, 'abd').get({ seed: 1 }), null);
});

test('a file that was not written to its end is as none', () => {
  const store = new RunStore(folder(), 'abc');
  store.put({ seed: 1 }, run);
  const [file] = readdirSync(store.folder);
  writeFileSync(join(store.folder, String(file)), '{"identity"');
  assert.equal(store.get({ seed: 1 }), null);
});

test('the sources are a commit, and another thing with each change to them', () => {
  const root = folder();
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], { cwd: root });
  const source = join(root, 'packages/prequal/src/pick.ts');
  mkdirSync(join(root, 'packages/prequal/src'), { recursive: true });
  writeFileSync(source, '1');
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  const clean = sourceId(root, RUN_SOURCES);
  assert.deepEqual([clean.dirty, clean.key], [false, clean.commit]);
  writeFileSync(join(root, 'README.md'), 'no source');
  assert.deepEqual(sourceId(root, RUN_SOURCES), clean);
  git('add', '.');
  git('commit', '-q', '-m', 'second');
  assert.deepEqual(sourceId(root, RUN_SOURCES), clean);
  writeFileSync(source, '2');
  const changed = sourceId(root, RUN_SOURCES);
  assert.equal(changed.commit, `${clean.commit}-dirty`);
  writeFileSync(source, '3');
  assert.notEqual(sourceId(root, RUN_SOURCES).key, changed.key);
  writeFileSync(source, '1');
  writeFileSync(join(root, 'packages/prequal/src/new.ts'), '1');
  assert.equal(sourceId(root, RUN_SOURCES).dirty, true);
});

test('sources without a commit are another thing with each change to them', () => {
  const root = folder();
  const source = join(root, 'packages/simulator/src/replica.ts');
  mkdirSync(join(root, 'packages/simulator/src'), { recursive: true });
  mkdirSync(join(root, 'packages/simulator/node_modules'));
  writeFileSync(source, '1');
  const unpacked = sourceId(root, RUN_SOURCES);
  assert.deepEqual([unpacked.commit, unpacked.dirty], ['unknown', true]);
  assert.match(unpacked.key, /^unknown-[0-9a-f]{12}$/);
  for (const noSource of ['README.md', 'packages/simulator/node_modules/other.ts'])
    writeFileSync(join(root, noSource), '1');
  assert.deepEqual(sourceId(root, RUN_SOURCES), unpacked);
  execFileSync('git', ['init', '-q'], { cwd: root });
  assert.deepEqual(sourceId(root, RUN_SOURCES), unpacked, 'in a repository without a commit');
  writeFileSync(source, '2');
  assert.notEqual(sourceId(root, RUN_SOURCES).key, unpacked.key);
});

test('a repository around them that does not have the sources gives them no commit', () => {
  const around = folder();
  const root = join(around, 'unpacked');
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], { cwd: around });
  mkdirSync(join(root, 'packages/prequal/src'), { recursive: true });
  git('init', '-q');
  git('commit', '-q', '--allow-empty', '-m', 'first');
  writeFileSync(join(root, 'packages/prequal/src/pick.ts'), '1');
  const first = sourceId(root, RUN_SOURCES);
  assert.match(first.key, /^unknown-[0-9a-f]{12}$/);
  writeFileSync(join(root, 'packages/prequal/src/pick.ts'), '2');
  assert.notEqual(sourceId(root, RUN_SOURCES).key, first.key);
});
