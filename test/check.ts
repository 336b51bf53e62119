// `npm run check`: everything that can be checked without running the product.

import { spawnSync } from 'node:child_process';
import manifest from '../package.json' with { type: 'json' };
import { EXIT, runProgram } from '../packages/program/src/index.ts';

const STEPS = ['check:types', 'check:lint', 'check:proto', 'check:dashboards', 'check:tidy'] as const;

await runProgram(
  {
    name: 'check',
    version: manifest.version,
    summary: `${STEPS.join(', ')}, one after the other; each is an npm script of its own`,
    settings: {},
  },
  async () => {
    for (const step of STEPS) {
      const { status } = spawnSync('npm', ['run', step], { stdio: 'inherit' });
      if (status !== 0) return EXIT.failed;
    }
    return EXIT.done;
  },
);
