// The machines that `npm run sim` is told of: read from flags, refused in one line, and a matter of the run.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readScenario } from 'load';
import { PrequalConfigError } from 'prequal';
import { readSettings } from 'program';
import { machineSettings, machinesOf } from '../src/sim/machine-settings.ts';
import { runScenario } from '../src/sim/scenario-run.ts';

const read = (...flags: string[]) => machinesOf(readSettings(machineSettings, flags, {}));

test('without flags the machines are those of the scenario', () => {
  assert.deepEqual(read(), { speeds: [1], spareCores: 0, work: 'clipped_normal' });
});

test('flags in the words of the simulator', () => {
  const flags = ['--speeds', '1, 0.5', '--spare-cores', '4', '--antagonist', '14000,26000,0.95,2'];
  assert.deepEqual(read(...flags, '--work', 'pareto'), {
    speeds: [1, 0.5],
    spareCores: 4,
    work: 'pareto',
    antagonist: { contendedMs: 14_000, freeMs: 26_000, least: 0.95, most: 2 },
  });
});

describe('refused, with field, value and range', () => {
  for (const [flag, field, text] of [
    ['--speeds', 'SPEEDS', '1,x'],
    ['--speeds', 'SPEEDS', '1,'],
    ['--speeds', 'SPEEDS', '0'],
    ['--speeds', 'SPEEDS', '1001'],
    ['--antagonist', 'ANTAGONIST', '1,2,3'],
    ['--antagonist', 'ANTAGONIST', '1,2,3,4,5'],
    ['--antagonist', 'ANTAGONIST', '1,2,3,1'],
    ['--antagonist', 'ANTAGONIST', '1,2,0,1'],
    ['--antagonist', 'ANTAGONIST', '1,1,1,1001'],
    ['--antagonist', 'ANTAGONIST', '1,1,1,Infinity'],
    ['--work', 'WORK', 'foo'],
  ] as const) {
    test(`${flag} ${text}`, () => {
      assert.throws(
        () => read(flag, text),
        (error: unknown) =>
          error instanceof PrequalConfigError && error.message.includes(`${field}=${text} `),
      );
    });
  }
});

test('a fleet of uneven speeds sends its fast half more', () => {
  const scenario = readScenario('steady', {});
  const { result } = runScenario({
    scenario,
    settings: {
      seed: 1,
      policy: {},
      networkMs: 0.3,
      probeMs: 0.3,
      probeLoss: 0,
      machines: read('--speeds', '1,0.1,1'),
    },
  });
  const [fast = 0, slow = 0] = result.replicas.map(({ share }) => share);
  assert.ok(fast > 3 * slow, `${fast} against ${slow}`);
});
