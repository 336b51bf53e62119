// Do README and .env.example say what the programs do? Settings tables, links and commands are held against the code.

import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { backendSettings } from '../services/backend/src/settings.ts';
import { balancerSettings } from '../services/balancer/src/settings.ts';
import { settingsTable } from './settings-table.ts';

const readme = readFileSync('README.md', 'utf8');
const programs = { 'services/balancer': balancerSettings, 'services/backend': backendSettings };

for (const [program, settings] of Object.entries(programs)) {
  test(`README has the settings of ${program} as they are`, () => {
    const [, shown] = readme.split(`<!-- settings: ${program} -->\n`);
    assert.equal(shown?.split('<!-- /settings -->')[0], settingsTable(settings));
  });

  test(`.env.example has the settings of ${program}`, () => {
    const example = readFileSync('.env.example', 'utf8');
    const missing = Object.keys(settings).filter(option => !example.includes(settingsTable.variable(option)));
    assert.deepEqual(missing, []);
  });
}

test('every link in the documents leads somewhere', () => {
  const documents = globSync(['*.md', 'docs/**/*.md']);
  const dead = documents.flatMap(document =>
    [...readFileSync(document, 'utf8').matchAll(/\]\(([^)#\s]+)\)/g)]
      .map(([, target = '']) => target)
      .filter(target => !/^https?:/.test(target) && !existsSync(join(dirname(document), target)))
      .map(target => `${document}: ${target}`),
  );
  assert.deepEqual(dead, []);
});

test('every npm script that a document names exists', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const named = [...readme.matchAll(/npm (?:run )?(?:-s )?([a-z:]+)/g)].map(([, name = '']) => name);
  assert.deepEqual(
    named.filter(name => !(name in scripts) && !['ci', 'run', 'brings'].includes(name)),
    [],
  );
});
