// Packs a workspace as `npm publish` would, and looks at what is in it.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.ts';

const PACK_MS = 60_000;
const NEEDED = ['dist/index.js', 'dist/index.d.ts', 'LICENSE', 'README.md', 'package.json'];
const ALLOWED = /^(dist\/.*\.(js|d\.ts|proto)|LICENSE|README\.md|package\.json)$/;

/** Path of the tarball of packages/`name`, in `folder`. The repository is left as it was. */
export async function pack(name: string, folder: string): Promise<string> {
  const manifest = `packages/${name}/package.json`;
  const before = readFileSync(manifest, 'utf8');
  const args = ['pack', '-w', `packages/${name}`, '--pack-destination', folder, '--json'];
  const output = await run('npm', args, { cwd: '.', limitMs: PACK_MS });
  // The scripts of the package write before it.
  const [packed] = JSON.parse(output.slice(output.indexOf('[\n'))) as Packed[];
  assert.ok(packed !== undefined);
  const files = packed.files.map(({ path }) => path);
  const missing = NEEDED.filter(path => !files.includes(path));
  assert.deepEqual(missing, [], 'missing in the tarball');
  const foreign = files.filter(path => !ALLOWED.test(path));
  assert.deepEqual(foreign, [], 'in the tarball, and of no use there');
  assert.equal(readFileSync(manifest, 'utf8'), before);
  for (const left of ['build', 'dist', 'LICENSE']) assert.ok(!existsSync(`packages/${name}/${left}`), left);
  return join(folder, packed.filename);
}

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}
