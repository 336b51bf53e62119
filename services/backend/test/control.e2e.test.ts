// The control port over real HTTP and gRPC: each fault does what its name says, and ends when it should.

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, afterEach, before, test } from 'node:test';
import * as grpc from '@grpc/grpc-js';
import { hello, type LabBackend, startLabBackend, until } from './lab-backend.ts';

let backend: LabBackend;
before(async () => {
  backend = await startLabBackend({ workMeanMs: 0.01 });
});
after(() => backend.stop());
afterEach(() => backend.control({ slowFactor: 1, errorFraction: 0, frozen: false, capacityCores: 4 }));

const inOrder = async (fault: string, value: unknown) => (await backend.state())[fault] === value;

test('GET shows the state, with the time that is left', async () => {
  assert.deepEqual(Object.keys(await backend.state()), [
    'replica',
    'port',
    'rif',
    'workMeanMs',
    'slowFactor',
    'errorFraction',
    'errorStatus',
    'frozen',
    'stopped',
    'capacityCores',
    'coresAtStart',
    'remainingMs',
  ]);
  const answer = await backend.control({ slowFactor: 2, forMs: 300 });
  assert.equal(answer.status, 200);
  const { slowFactor, remainingMs } = await backend.state();
  assert.equal(slowFactor, 2);
  const left = (remainingMs as { slowFactor: number }).slowFactor;
  assert.ok(left > 0 && left <= 300, String(left));
  await until('slowFactor is over', () => inOrder('slowFactor', 1));
  assert.deepEqual((await backend.state()).remainingMs, {});
});

test('nonsense is 400 with code, field, value and range, and changes nothing', async () => {
  const answer = await backend.control({ slowFactor: 5000, frozen: true });
  assert.equal(answer.status, 400);
  assert.deepEqual(await answer.json(), {
    schema: 1,
    code: 'ERR_PREQUAL_CONFIG',
    message: 'ERR_PREQUAL_CONFIG: slowFactor=5000 is outside 1 to 1000',
    field: 'slowFactor',
    value: 5000,
    range: '1 to 1000',
  });
  assert.equal((await backend.state()).frozen, false);
  assert.equal((await fetch(`http://127.0.0.1:${backend.adminPort}/healthz`)).status, 200);
});

test('a foreign Host is refused, also for reading', async () => {
  const status = await new Promise(resolve => {
    const headers = { host: 'evil.example' };
    request({ port: backend.adminPort, path: '/control', headers }, response => {
      response.resume();
      resolve(response.statusCode);
    }).end();
  });
  assert.equal(status, 403);
});

test('slowFactor stretches queries in flight, and its end lets them go', async context => {
  const slow = await startLabBackend({ workMeanMs: 100, cores: 64 });
  context.after(() => slow.stop());
  await slow.control({ slowFactor: 1000, forMs: 400 });
  const startMs = performance.now();
  const ends = await Promise.all(Array.from({ length: 30 }, () => hello(slow.client)));
  const tookMs = performance.now() - startMs;
  // Work of at most about 450 ms starts at a thousandth of the speed and goes on after 400 ms.
  assert.ok(ends.every(end => end.code === grpc.status.OK));
  assert.ok(tookMs > 400 && tookMs < 2500, String(tookMs));
});

test('errorFraction fails that share with the status that was asked for', async () => {
  await backend.control({ errorFraction: 0.5, errorStatus: 'RESOURCE_EXHAUSTED' });
  const ends = await Promise.all(Array.from({ length: 400 }, () => hello(backend.client)));
  const failed = ends.filter(end => end.code !== grpc.status.OK);
  assert.ok(failed.every(end => end.code === grpc.status.RESOURCE_EXHAUSTED));
  // Seeded draws of a binomial of standard deviation 10: five of them.
  assert.ok(failed.length > 150 && failed.length < 250, String(failed.length));
  await backend.control({ errorFraction: 1, errorStatus: 'INTERNAL', forMs: 200 });
  assert.equal((await hello(backend.client)).code, grpc.status.INTERNAL);
  await until('errorFraction is over', () => inOrder('errorFraction', 0.5));
  await backend.control({ errorFraction: 0 });
  assert.equal((await hello(backend.client)).code, grpc.status.OK);
});

test('frozen answers nothing, probes included; then stuck calls go on', async () => {
  await backend.control({ frozen: true, forMs: 600 });
  const stuck = Array.from({ length: 5 }, () => hello(backend.client));
  assert.equal((await backend.probe()).kind, 'timeout');
  assert.equal((await hello(backend.client, 50)).code, grpc.status.DEADLINE_EXCEEDED);
  assert.equal((await backend.state()).frozen, true, 'the control port answers');
  assert.equal((await backend.state()).rif, 5);
  const ends = await Promise.all(stuck);
  assert.ok(ends.every(end => end.code === grpc.status.OK && end.durationMs > 300));
  assert.equal((await backend.probe()).kind, 'ok');
});

test('capacityCores bounds how much works at a time', async context => {
  const small = await startLabBackend({ workMeanMs: 50, cores: 64 });
  context.after(() => small.stop());
  const tookMs = async () => {
    const startMs = performance.now();
    await Promise.all(Array.from({ length: 12 }, () => hello(small.client)));
    return performance.now() - startMs;
  };
  await small.control({ capacityCores: 0.5, forMs: 60_000 });
  const crampedMs = await tookMs();
  await small.control({ capacityCores: 64 });
  const freeMs = await tookMs();
  // Twelve units of 54 ms one after the other at half the speed take 1300 ms (standard deviation 295); side by side the longest.
  assert.ok(crampedMs > 400 && crampedMs > freeMs, `${crampedMs} against ${freeMs}`);
});

test('stopped announces, drains, closes, and opens again on the same port', async context => {
  const stopping = await startLabBackend({ workMeanMs: 0.01 });
  context.after(() => stopping.stop());
  await stopping.control({ stopped: true, forMs: 1800 });
  const announced = await stopping.probe();
  assert.ok(announced.kind === 'ok' && announced.load.draining === true);
  assert.equal((await hello(stopping.client)).code, grpc.status.OK, 'it serves on while it announces');
  await until('the port is closed', async () => {
    const { kind } = await stopping.probe();
    return kind === 'error';
  });
  assert.equal((await stopping.state()).stopped, true);
  await until('the port is open again', async () => (await stopping.probe()).kind === 'ok');
  const again = await stopping.probe();
  assert.ok(again.kind === 'ok' && again.load.draining === false);
  assert.equal((await hello(stopping.client)).code, grpc.status.OK);
});

test('replica names one of several; without it all are meant', async context => {
  const fleet = await startLabBackend({ replicas: 3 });
  context.after(() => fleet.stop());
  const slow = () => fleet.replicas.map(replica => replica.faults.now.slowFactor);
  assert.deepEqual(
    fleet.replicas.map(replica => replica.name),
    ['r-1', 'r-2', 'r-3'],
  );
  await fleet.control({ replica: 'r-2', slowFactor: 7 });
  assert.deepEqual(slow(), [1, 7, 1]);
  await fleet.control({ slowFactor: 3 });
  assert.deepEqual(slow(), [3, 3, 3]);
  assert.equal((await fleet.control({ replica: 'r-4', slowFactor: 3 })).status, 400);
  const ports = new Set(fleet.replicas.map(replica => replica.port));
  assert.equal(ports.size, 3);
});
