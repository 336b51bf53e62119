// How busy were the processes? What the system or Docker does not tell is null, never 0.

import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { containerLoads } from '../../src/compare/compose-command.ts';
import { CpuMeter } from '../../src/compare/cpu-meter.ts';
import { watchContainers } from '../../src/compare/k6-run.ts';

/** Above the highest that Linux gives. */
const NO_PID = 2 ** 23;

it('CpuMeter has a row for every process, null for one that it cannot measure', {
  skip: process.platform !== 'linux' && 'reads /proc',
}, async () => {
  const meter = new CpuMeter([
    { name: 'balancer', pid: process.pid },
    { name: 'backend-1', pid: NO_PID },
  ]);
  await setTimeout(20);
  const { processes } = meter.read();
  assert.deepEqual(
    processes.map(({ name, coreFraction }) => [name, coreFraction === null]),
    [
      ['generator', false],
      ['balancer', false],
      ['backend-1', true],
    ],
  );
});

describe('docker stats', () => {
  const folder = mkdtempSync(join(tmpdir(), 'docker-double-'));
  const path = process.env.PATH;
  before(() => {
    process.env.PATH = folder;
  });
  after(() => {
    process.env.PATH = path;
    rmSync(folder, { recursive: true });
  });

  /** A `docker` that prints the loads of containers and ends with `status`. */
  function docker(status: number): void {
    const lines = [
      'prequal-compare-k6-run-0a1b2c3d4e5f 120.5%',
      'prequal-compare-balancer-2-1 30%',
      'other-1 99%',
    ];
    const script = `#!/bin/sh\n${lines.map(line => `echo '${line}'`).join('\n')}\nexit ${status}\n`;
    writeFileSync(join(folder, 'docker'), script);
    chmodSync(join(folder, 'docker'), 0o755);
  }

  it('gives the load of each service of the project', async () => {
    docker(0);
    assert.deepEqual(
      [...(await containerLoads())],
      [
        ['k6', 1.205],
        ['balancer-2', 0.3],
      ],
    );
  });

  it('gives none where it fails', async () => {
    docker(1);
    assert.deepEqual([...(await containerLoads())], []);
    const watch = watchContainers(['k6', 'balancer-2']);
    await setTimeout(200);
    assert.deepEqual(await watch.stop(), [
      { name: 'k6', coreFraction: null },
      { name: 'balancer-2', coreFraction: null },
    ]);
  });
});
