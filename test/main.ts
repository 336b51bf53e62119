// `npm test` and `npm run test:ui`: runs a suite with Node's own test runner.

import manifest from '../package.json' with { type: 'json' };
import { choice, runProgram } from '../packages/program/src/index.ts';
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
  ui: ['--test-timeout=240000', 'test/ui/main.ts'],
} as const;

await runProgram(
  {
    name: 'test',
    version: manifest.version,
    summary: 'the tests: hermetic needs Node and loopback only, ui needs Chromium',
    settings: { suite: choice('hermetic', ['hermetic', 'ui'], 'which tests') },
    examples: ['npm test', 'npm run test:ui', "node --test 'packages/prequal/test/**/*.test.ts'"],
  },
  ({ suite }) => runNode(['--test', ...SUITES[suite]]),
);
