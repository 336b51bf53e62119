// Packs a workspace as `npm publish` would, and looks at what others get of it.

import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.ts';

const PACK_MS = 60_000;
const NEEDED = ['dist/index.js', 'dist/index.d.ts', 'LICENSE', 'README.md', 'package.json'];
const ALLOWED = /^(dist\/.*\.(js|d\.ts|proto)|LICENSE|README\.md|package\.json)$/;

/** Path of the tarball of packages/`name`, in `folder`. The repository is left as it was. */
export async function pack(name: string, folder: string): Promise<string> {
  const manifest = `packages/${name}/package.json`;
  const before = readFileSync(manifest, 'utf8');
  const args = ['pack', '-w', `packages/${name}`, '--pack-destination', folder];
  await run('npm', args, { cwd: '.', limitMs: PACK_MS });
  assert.equal(readFileSync(manifest, 'utf8'), before);
  for (const left of ['build', 'dist', 'LICENSE']) assert.ok(!existsSync(`packages/${name}/${left}`), left);
  const { version } = JSON.parse(before) as { version: string };
  return join(folder, `${name}-${version}.tgz`);
}

/** `folder`: where the package is installed. */
export function assertContents(folder: string): void {
  const files = globSync('**', { cwd: folder, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1));
  const missing = NEEDED.filter(path => !files.includes(path));
  assert.deepEqual(missing, [], 'missing in the tarball');
  const foreign = files.filter(path => !ALLOWED.test(path));
  assert.deepEqual(foreign, [], 'in the tarball, and of no use there');
}
