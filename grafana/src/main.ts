// Writes the dashboards of grafana/src as the JSON that Grafana is provisioned with; with --check it only compares.

import { readFile, writeFile } from 'node:fs/promises';
import { EXIT, PlainError, runProgram, toggle } from 'program';
import { compare } from './compare.ts';
import { decisions } from './decisions.ts';
import { overview } from './overview.ts';
import { probing } from './probing.ts';
import { replica } from './replica.ts';

const FOLDER = new URL('../dashboards/', import.meta.url);

/** The dashboards by file name. */
const DASHBOARDS = {
  'overview.json': overview,
  'routing-decisions.json': decisions,
  'replica.json': replica,
  'probing-cost.json': probing,
  'compare-policies.json': compare,
} as const;

await runProgram(
  {
    name: 'dashboards',
    version: '0.1.0',
    summary: 'writes grafana/dashboards/*.json from grafana/src',
    settings: { check: toggle('write nothing; fail where a committed file differs') },
    examples: ['npm run dashboards', 'npm run check:dashboards'],
  },
  async ({ check }) => {
    for (const [name, build] of Object.entries(DASHBOARDS)) {
      const json = `${JSON.stringify(build(), null, 2)}\n`;
      if (!check) await writeFile(new URL(name, FOLDER), json);
      else if ((await committed(name)) !== json)
        throw new PlainError(`grafana/dashboards/${name} differs from grafana/src: npm run dashboards`);
    }
    console.log(`${Object.keys(DASHBOARDS).length} dashboards ${check ? 'as committed' : 'written'}`);
    return EXIT.done;
  },
);

async function committed(name: string): Promise<string> {
  return readFile(new URL(name, FOLDER), 'utf8').catch(() => '');
}
