// Do README and .env.example have the settings that the programs have?

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
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
