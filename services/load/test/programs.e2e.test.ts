import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { status } from '@grpc/grpc-js';
import { type GreeterDouble, startGreeter } from './greeter-double.ts';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Nobody listens there, unlike at the default, where a lab may be up. */
const BALANCER_ADMIN = 'http://127.0.0.1:9';

function start(script: string, args: readonly string[], env: Record<string, string> = {}) {
  const path = new URL(`../src/${script}`, import.meta.url).pathname;
  const all = { BALANCER_ADMIN, ...env, PATH: process.env.PATH };
  const child = spawn(process.execPath, [path, ...args], { env: all });
  return { child, ended: collect(child) };
}

async function collect(child: ChildProcess): Promise<Ended> {
  const text = { stdout: '', stderr: '' };
  child.stdout?.on('data', chunk => (text.stdout += String(chunk)));
  child.stderr?.on('data', chunk => (text.stderr += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...text };
}

describe('npm run load', { concurrency: true }, () => {
  let greeter: GreeterDouble;
  before(async () => {
    greeter = await startGreeter();
  });
  after(() => greeter.close());

  it('runs a scenario and ends with one JSON object', async () => {
    const args = ['--target', greeter.target, '--scenario', 'steady', '--duration', '1s', '--json'];
    const { code, stdout } = await start('main.ts', args).ended;
    const report = JSON.parse(stdout);
    assert.equal(report.schema, 1);
    assert.ok(report.checks.length >= 2);
    assert.equal(code, report.ok ? 0 : 1, stdout);
    assert.deepEqual(Object.keys(report.policies.unknown.shares), ['backend-1', 'backend-2', 'backend-3']);
  });

  it('ends with 0, a table and the seed on SIGINT', async () => {
    const { child, ended } = start('main.ts', ['--rate', '50'], { TARGET: greeter.target });
    child.stderr?.once('data', () => setTimeout(() => child.kill('SIGINT'), 500));
    const { code, stdout, stderr } = await ended;
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^unknown +calls/);
    assert.match(stderr, /load: load on .*, seed \d+/);
  });

  it('ends with 1 and one line where nobody listens, with 2 on a scenario that is not there', async () => {
    const closed = await start('main.ts', ['--target', '127.0.0.1:1']).ended;
    assert.equal(closed.code, 1);
    assert.equal(
      closed.stderr,
      'ERR_PREQUAL_TARGET: TARGET=127.0.0.1:1 cannot be reached; is the balancer up?\n',
    );
    const unknown = await start('main.ts', ['--scenario', 'nope']).ended;
    assert.equal(unknown.code, 2);
    assert.match(
      unknown.stderr,
      /^ERR_PREQUAL_SCENARIO: SCENARIO="nope" is outside antagonist, .*, steady\n$/,
    );
  });
});

describe('npm run client', () => {
  it('counts replies by replica, and errors by status and by the replica of the trailer', async () => {
    const failure = (at: number) => (at % 100 === 50 ? status.INTERNAL : null);
    const greeter = await startGreeter({ failure });
    const args = ['--target', greeter.target, '--calls', '3000', '--concurrency', '20'];
    const { code, stdout, stderr } = await start('client.ts', args).ended;
    assert.equal(code, 0);
    assert.equal(greeter.calls(), 3000);
    assert.match(
      stderr,
      /^1000 calls: backend-1 3\d\d, backend-2 3\d\d, backend-3 3\d\d\n2000 calls:.*\n3000 calls:.*\n$/,
    );
    assert.match(stdout, /backend-1 +1000 +10 /);
    assert.match(stdout, /all +3000 +30 /);
    assert.match(stdout, /errors: INTERNAL 30/);
    await greeter.close();
  });
});
