// `npm test` and `npm run test:ui`: runs a suite with Node's own test runner.

import manifest from '../package.json' with { type: 'json' };
import { choice, runProgram, toggle } from '../packages/program/src/index.ts';
import { runNode } from './run-node.ts';

const SUITES = {
  hermetic: [
    '--test-timeout=120000',
    // Two cores, as small machines have: files wait for timers more than they compute.
    '--test-concurrency=2',
    'packages/*/test/**/*.test.ts',
    'services/*/test/**/*.test.ts',
    'load-tests/test/*.test.ts',
    'grafana/test/*.test.ts',
    'test/*.test.ts',
  ],
  ui: [
    '--test-timeout=240000',
    '--test-concurrency=1',
    'test/ui/main.ts',
    'test/ui/states.ts',
    'test/ui/traces.ts',
    'test/ui/charts.ts',
  ],
} as const;

await runProgram(
  {
    name: 'test',
    version: manifest.version,
    summary: 'the tests: hermetic needs Node and loopback only, ui needs Chromium',
    settings: {
      suite: choice('hermetic', ['hermetic', 'ui'], 'which tests'),
      screenshots: toggle("ui: writes the README's pictures, that of a comparison too (3 minutes)"),
    },
    examples: [
      'npm test',
      'npm run test:ui',
      'npm run test:ui -- --screenshots',
      "node --test 'packages/prequal/test/**/*.test.ts'",
    ],
  },
  ({ suite, screenshots }) => {
    process.env.SCREENSHOTS = screenshots ? 'on' : 'off';
    const pictures = suite === 'ui' && screenshots ? ['test/ui/compare-picture.ts'] : [];
    return runNode(['--test', ...SUITES[suite], ...pictures]);
  },
);
