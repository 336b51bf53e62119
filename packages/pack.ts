// prepack and postpack of the packages that are published: what others install is JavaScript with declarations, since Node
// strips no types under node_modules. The repository itself runs the sources and keeps no build output.

import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

const [step] = process.argv.slice(2);
const name = basename(process.cwd());
const SOURCE = '"exports": "./src/index.ts"';
const BUILT = '"exports": "./dist/index.js"';

if (step === 'build') build();
else if (step === 'clean') clean();
else throw new RangeError(`${step} is neither build nor clean`);

function build(): void {
  clean();
  // A sibling that is imported is emitted beside it, so that paths hold, and thrown away: others get it from npm.
  const emit = ['--noEmit', 'false', '--noEmitOnError', '--declaration', '--rewriteRelativeImportExtensions'];
  execFileSync('tsc', ['-p', '.', ...emit, '--rootDir', '..', '--outDir', 'build'], { stdio: 'inherit' });
  renameSync(`build/${name}/src`, 'dist');
  rmSync('build', { recursive: true });
  if (name === 'prequal-grpc') cpSync('../../proto/prequal', 'dist/proto/prequal', { recursive: true });
  cpSync('../../LICENSE', 'LICENSE');
  exchangeExports(SOURCE, BUILT);
}

function clean(): void {
  exchangeExports(BUILT, SOURCE);
  for (const path of ['build', 'dist', 'LICENSE']) rmSync(path, { recursive: true, force: true });
}

/** npm has no way to say another entry for the tarball than for the workspace. */
function exchangeExports(from: string, to: string): void {
  const manifest = readFileSync('package.json', 'utf8');
  if (manifest.includes(from)) writeFileSync('package.json', manifest.replace(from, to));
  else if (!manifest.includes(to)) throw new Error(`${name}/package.json has no line ${to}`);
}
