// Do the documents lead somewhere? Links and their anchors, npm scripts and the flags that are given to them.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const documents = globSync(['*.md', 'docs/**/*.md', 'packages/*/README.md']);
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

test('every link leads to a file, and to a heading of it where it names one', () => {
  const dead = documents.flatMap(document =>
    linksOf(document)
      .filter(target => !leadsSomewhere(document, target))
      .map(target => `${document}: ${target}`),
  );
  assert.deepEqual(dead, []);
});

test('every npm script that a document names exists', () => {
  const unknown = documents.flatMap(document =>
    [...readFileSync(document, 'utf8').matchAll(/\bnpm run (?:-s )?([a-z:]+)/g)]
      .map(([, name = '']) => name)
      .filter(name => !(name in scripts))
      .map(name => `${document}: ${name}`),
  );
  assert.deepEqual(unknown, []);
});

test('every flag that a document gives to a script is one', () => {
  const given = documents.flatMap(document =>
    [...readFileSync(document, 'utf8').matchAll(/\bnpm (?:run )?(?:-s )?([a-z:]+) -- ([^\n`]*)/g)].flatMap(
      ([, script = '', rest = '']) =>
        [...(rest.split(/ #|;/)[0] ?? '').matchAll(/--[a-z-]+/g)].map(([flag]) => ({
          document,
          script,
          flag,
        })),
    ),
  );
  assert.ok(given.length > 20, 'the documents show how the scripts are used');
  const help = new Map([...new Set(given.map(({ script }) => script))].map(name => [name, helpOf(name)]));
  const unknown = given
    .filter(({ script, flag }) => !help.get(script)?.includes(flag))
    .map(({ document, script, flag }) => `${document}: npm run ${script} -- ${flag}`);
  assert.deepEqual(unknown, []);
});

function linksOf(document: string): string[] {
  return [...readFileSync(document, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter(target => !/^https?:/.test(target));
}

function leadsSomewhere(document: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? document : join(dirname(document), path);
  if (!existsSync(file)) return false;
  return anchor === undefined || anchorsOf(file).includes(anchor);
}

/** As Markdown pages make them from headings. */
function anchorsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The flags that a script knows, from its help. */
function helpOf(script: string): string[] {
  const [, file = ''] = /(\S+\.ts)/.exec(scripts[script] ?? '') ?? [];
  const { stdout, stderr } = spawnSync(process.execPath, [file, '--help'], { encoding: 'utf8' });
  assert.notEqual(stdout, '', `${script} --help: ${stderr}`);
  return [...stdout.matchAll(/--[a-z-]+/g)].map(([flag]) => flag);
}
