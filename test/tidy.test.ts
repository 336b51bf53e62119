// Is anything in the tree that should not be: leftovers, machine paths, registry addresses, unpinned or unused dependencies,
// names of documents that are not there?

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter(file => existsSync(file) && file !== 'LICENSE' && file !== 'test/tidy.test.ts');

function filesWith(pattern: RegExp, among: readonly string[]): string[] {
  return among.filter(file => pattern.test(readFileSync(file, 'utf8')));
}

test('no stray markers, debug output or narrowed tests', () => {
  const code = files.filter(
    file => /\.(ts|mjs|js|yml|yaml|json)$/.test(file) && file !== 'package-lock.json',
  );
  assert.deepEqual(filesWith(/\b(TODO|FIXME|XXX|HACK)\b|debugger;|\.only\(/, code), []);
  const quiet = code.filter(file => /^(packages|services\/(balancer|backend))\//.test(file));
  assert.deepEqual(filesWith(/console\.\w+\(/, quiet), []);
});

test('no skipped tests', () => {
  assert.deepEqual(
    filesWith(
      /\.skip\(|\bskip: true|\.todo\(/,
      files.filter(file => file.endsWith('.ts')),
    ),
    [],
  );
});

test('no path of a machine and no address of a package registry', () => {
  assert.deepEqual(filesWith(/\/root\/|\/home\/[a-z]|\/work\/|registry\.npmjs|registry\.yarnpkg/, files), []);
});

test('the lock file records no download addresses', () => {
  assert.ok(!/"resolved": "https?:/.test(readFileSync('package-lock.json', 'utf8')));
});

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

test('every dependency is pinned exactly', () => {
  const loose = globSync([
    'package.json',
    '{packages,services}/*/package.json',
    '{load-tests,grafana}/package.json',
  ]).flatMap(file => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
    return Object.entries({ ...dependencies, ...devDependencies })
      .filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
      .map(([name, version]) => `${file}: ${name} ${version}`);
  });
  assert.deepEqual(loose, []);
});

test('every dependency of a workspace is imported there', () => {
  const unused = globSync(['{packages,services}/*/package.json']).flatMap(file => {
    const folder = file.replace('/package.json', '');
    const sources = globSync(`${folder}/**/*.{ts,mjs}`, { exclude: ['**/node_modules/**'] });
    const text = sources.map(source => readFileSync(source, 'utf8')).join('\n');
    const { dependencies, devDependencies } = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
    return Object.keys({ ...dependencies, ...devDependencies })
      .filter(name => !text.includes(`'${name}'`) && !text.includes(`'${name}/`))
      .map(name => `${file}: ${name}`);
  });
  assert.deepEqual(unused, []);
});

test('every error code is explained in docs/errors.md, and no other', () => {
  const code = files
    .filter(file => /\/src\/.*\.(ts|mjs)$/.test(file))
    .map(file => readFileSync(file, 'utf8'));
  const codes = (text: string) => [...new Set(text.match(/ERR_PREQUAL_[A-Z0-9_]+/g))].sort();
  assert.deepEqual(codes(readFileSync('docs/errors.md', 'utf8')), codes(code.join('\n')));
});

test('every document that a comment or a document names is in the repository', () => {
  const documents = files.filter(file => file.endsWith('.md'));
  const isHere = (name: string) => documents.some(document => `/${document}`.endsWith(`/${name}`));
  const missing = files
    .filter(file => /\.(ts|mjs|js|css|html|json|md|ya?ml|proto|grit)$|ignore$|Dockerfile$|\.env/.test(file))
    .flatMap(file => {
      // Pages on the web may have such names too. A path is as good from the root as from the file: only its end is compared.
      const text = readFileSync(file, 'utf8').replaceAll(/https?:\/\/\S+/g, '');
      const names = [...text.matchAll(/(?:\w[\w.-]*\/)*\w[\w.-]*\.md\b/g)].map(([name]) => name);
      return names.filter(name => !isHere(name)).map(name => `${file}: ${name}`);
    });
  assert.deepEqual(missing, []);
});
