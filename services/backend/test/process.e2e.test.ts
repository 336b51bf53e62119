// The backend as a process: help, wrong settings, taken ports, a graceful end that loses no call, a hard one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as grpc from '@grpc/grpc-js';
import { Prober } from 'prequal-grpc';
import { listenAnywhere, run, startChild } from './child.ts';
import { hello, newClient, until } from './lab-backend.ts';

test('--help names every setting, --version the version', async () => {
  const help = run(['--help']);
  assert.equal(await help.exit, 0);
  for (const flag of [
    '--work-mean-ms',
    '--cores',
    '--estimator',
    '--workload',
    '--replicas',
    '--log-level',
  ]) {
    assert.ok(help.out().includes(flag), flag);
  }
  const version = run(['--version']);
  assert.equal(await version.exit, 0);
  assert.match(version.out(), /^backend \d+\.\d+\.\d+\n$/);
});

const WRONG: readonly [string[], RegExp][] = [
  [['--port', '70000'], /^ERR_PREQUAL_CONFIG: PORT=70000 is outside 0 to 65535\n$/],
  [
    ['--port', '65535', '--replicas', '2'],
    /^ERR_PREQUAL_CONFIG: REPLICAS=2 is outside 1 to 1 from PORT=65535 on\n$/,
  ],
];
for (const [args, line] of WRONG) {
  test(`${args.join(' ')}: one line, exit status 2`, async () => {
    const child = run(args);
    assert.equal(await child.exit, 2, child.out());
    assert.match(child.out(), line);
  });
}

for (const variable of ['PORT', 'ADMIN_PORT', 'METRICS_PORT']) {
  test(`a taken ${variable}: one line that names it, exit status 2`, async context => {
    const { server, port } = await listenAnywhere();
    context.after(() => server.close());
    const env = {
      PORT: '0',
      ADMIN_PORT: '0',
      METRICS_PORT: '0',
      LOG_LEVEL: 'warn',
      [variable]: String(port),
    };
    const child = run([], env);
    assert.equal(await child.exit, 2, child.out());
    const line = `ERR_PREQUAL_LISTEN: ${variable}=${port} on 127.0.0.1: the port is taken; choose another\n`;
    assert.equal(child.out(), line);
  });
}

test('SIGTERM announces, serves on, and loses no call; exit status 0', async context => {
  const backend = await startChild({ WORK_MEAN_MS: '300', CORES: '64' });
  const client = newClient(backend.port);
  context.after(() => client.close());
  const prober = new Prober({ timeoutMs: () => 1000 });
  context.after(() => prober.close());
  const target = { replica: 'r', host: '127.0.0.1', port: backend.port };
  const probe = () => prober.probe(target);
  const calls = Array.from({ length: 30 }, () => hello(client));
  await until('calls are in flight', async () => {
    const result = await probe();
    return result.kind === 'ok' && result.load.rif > 20;
  });
  backend.process.kill('SIGTERM');
  await until('the probe says draining', async () => {
    const result = await probe();
    return result.kind === 'ok' && result.load.draining === true;
  });
  const sinceMs = performance.now();
  // As a balancer would: calls go on for part of the second that is announced, then none.
  while (performance.now() - sinceMs < 600) {
    calls.push(hello(client));
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  const ends = await Promise.all(calls);
  assert.deepEqual(
    ends.filter(end => end.code !== grpc.status.OK),
    [],
  );
  assert.ok(ends.length > 60);
  assert.equal(await backend.exit, 0, backend.out());
  assert.match(backend.out(), /SIGTERM: draining[\s\S]*drained/);
});

test('a frozen backend ends gracefully too: stuck calls are answered', async context => {
  const backend = await startChild({ WORK_MEAN_MS: '1' });
  const client = newClient(backend.port);
  context.after(() => client.close());
  const control = `http://127.0.0.1:${backend.adminPort}/control`;
  await fetch(control, { method: 'POST', body: '{"frozen":true}' });
  const stuck = hello(client);
  await until('the call is held', async () => {
    const { replicas } = (await (await fetch(control)).json()) as { replicas: { rif: number }[] };
    return replicas[0]?.rif === 1;
  });
  backend.process.kill('SIGTERM');
  assert.equal((await stuck).code, grpc.status.OK);
  assert.equal(await backend.exit, 0);
});

test('a second signal ends at once', async context => {
  const backend = await startChild({ WORK_MEAN_MS: '60000' });
  const client = newClient(backend.port);
  context.after(() => client.close());
  const calls = Array.from({ length: 5 }, () => hello(client));
  backend.process.kill('SIGTERM');
  await until('it drains', () => backend.out().includes('draining'));
  // Later than the echo that npm makes of a Ctrl-C.
  await new Promise(resolve => setTimeout(resolve, 600));
  const sinceMs = performance.now();
  backend.process.kill('SIGTERM');
  assert.equal(await backend.exit, 1);
  assert.ok(performance.now() - sinceMs < 1500);
  await Promise.all(calls);
});

test('metrics are there from the start, in OpenMetrics', async () => {
  const backend = await startChild();
  const answer = await fetch(`http://127.0.0.1:${backend.metricsPort}/metrics`, {
    headers: { host: 'any.example' },
  });
  assert.match(answer.headers.get('content-type') ?? '', /^application\/openmetrics-text; version=1.0.0/);
  const page = await answer.text();
  assert.match(page, /prequal_server_queries_total\{replica="r1",code="OK"\} 0\n/);
  assert.match(page, /prequal_server_rif\{replica="r1"\} 0\n/);
  backend.process.kill('SIGINT');
  assert.equal(await backend.exit, 0);
});
