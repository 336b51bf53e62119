// Does docs/paper-map.md name every rule of the paper where it is implemented, and nothing else?

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const TAG = /(?:Prequal §[\d.]+|Deviation) \[([a-z-]+)\]/g;

function tagsInCode(): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const file of globSync('packages/*/src/**/*.ts')) {
    for (const [, tag = ''] of readFileSync(file, 'utf8').matchAll(TAG))
      files.set(tag, [...(files.get(tag) ?? []), file]);
  }
  return files;
}

function rowsOfMap(): { tag: string; file: string }[] {
  const rows = readFileSync('docs/paper-map.md', 'utf8').matchAll(
    /^\| ([a-z-]+) \|.*\| (packages\/\S+) \|$/gm,
  );
  return [...rows].map(([, tag = '', file = '']) => ({ tag, file }));
}

test('each rule and deviation of the map stands in the file that its row names', () => {
  const code = tagsInCode();
  const astray = rowsOfMap().filter(({ tag, file }) => !code.get(tag)?.includes(file));
  assert.deepEqual(astray, []);
  assert.ok(rowsOfMap().length > 30);
});

test('each tag in the code has a row', () => {
  const rows = new Set(rowsOfMap().map(({ tag }) => tag));
  assert.deepEqual(
    [...tagsInCode().keys()].filter(tag => !rows.has(tag)),
    [],
  );
});
