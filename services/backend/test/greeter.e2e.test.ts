// The Greeter over real gRPC: four kinds, work per message, early ends leave the queue, reflection and health.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as grpc from '@grpc/grpc-js';
import type { HelloReply } from '../src/greeter-proto.ts';
import { hello, type LabBackend, methodOf, startLabBackend, until } from './lab-backend.ts';

let backend: LabBackend;
before(async () => {
  backend = await startLabBackend({ workMeanMs: 5 });
});
after(() => backend.stop());

interface Answer {
  readonly messages: string[];
  readonly code: grpc.status;
}

function collect(call: grpc.ClientReadableStream<HelloReply>): Promise<Answer> {
  const messages: string[] = [];
  call.on('data', (reply: HelloReply) => messages.push(reply.message));
  call.on('error', () => {});
  return new Promise(resolve => call.on('status', ({ code }) => resolve({ messages, code })));
}

function serverStream(name: string): grpc.ClientReadableStream<HelloReply> {
  const { path, requestSerialize, responseDeserialize } = methodOf('SayHelloStreamReply');
  return backend.client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, { name });
}

function bidi(): grpc.ClientDuplexStream<object, HelloReply> {
  const { path, requestSerialize, responseDeserialize } = methodOf('SayHelloBidiStream');
  return backend.client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
}

test('SayHello names the replica', async () => {
  assert.equal((await hello(backend.client)).message, 'Hello you! from r');
});

test('SayHelloStreamReply greets five times', async () => {
  const { messages, code } = await collect(serverStream('a'));
  assert.deepEqual(
    messages,
    Array.from({ length: 5 }, () => 'Hello a! from r'),
  );
  assert.equal(code, grpc.status.OK);
});

test('SayHelloStreamRequest greets all at once', async () => {
  const { path, requestSerialize, responseDeserialize } = methodOf('SayHelloStreamRequest');
  const greet = (names: string[]) =>
    new Promise<string | undefined>((resolve, reject) => {
      const call = backend.client.makeClientStreamRequest(
        path,
        requestSerialize,
        responseDeserialize,
        (error, reply) => (error ? reject(error) : resolve(reply?.message)),
      );
      for (const name of names) call.write({ name });
      call.end();
    });
  assert.equal(await greet(['a', 'b', 'c']), 'Hello a, b, c! from r');
  assert.equal(await greet([]), 'Hello ! from r');
  const many = Array.from({ length: 12 }, (_, i) => `n${i}`);
  assert.equal(await greet(many), `Hello ${many.slice(0, 10).join(', ')}, 2 more! from r`);
});

test('SayHelloBidiStream greets each as it comes', async () => {
  const call = bidi();
  const answer = collect(call);
  call.write({ name: 'a' });
  await until('the first greeting', async () => backend.replicas[0]?.rif === 1);
  call.write({ name: 'b' });
  call.end();
  assert.deepEqual(await answer, { messages: ['Hello a! from r', 'Hello b! from r'], code: grpc.status.OK });
});

test('work takes its time: 200 calls have the median of the distribution', async context => {
  const slow = await startLabBackend({ workMeanMs: 100, cores: 1024 });
  context.after(() => slow.stop());
  const ends = await Promise.all(Array.from({ length: 200 }, () => hello(slow.client)));
  const median = ends.map(end => end.durationMs).sort((a, b) => a - b)[100] ?? Number.NaN;
  // The standard deviation of the median is 100 x sqrt(pi / 2) / sqrt(200) = 8.9 ms: five of them, and what 200 calls at
  // once cost a busy machine.
  assert.ok(median > 100 - 45 && median < 100 + 45 + 200, `median ${median} ms`);
});

test('a call that ends early leaves the queue: RIF falls and others are not held up', async context => {
  const small = await startLabBackend({ workMeanMs: 60_000, cores: 1 });
  context.after(() => small.stop());
  const ends = await Promise.all(Array.from({ length: 20 }, () => hello(small.client, 50)));
  const late = ends.filter(end => end.code === grpc.status.DEADLINE_EXCEEDED).length;
  assert.ok(late >= 10, `${late} of 20 had work`);
  await until('RIF 0', () => small.replicas[0]?.rif === 0);
});

test('a stream that its caller leaves stops working', async () => {
  const call = bidi();
  const answer = collect(call);
  call.write({ name: 'a' });
  await until('RIF 1', () => backend.replicas[0]?.rif === 1);
  call.cancel();
  assert.equal((await answer).code, grpc.status.CANCELLED);
  const left = serverStream('b');
  const gone = collect(left);
  await until('RIF 1', () => backend.replicas[0]?.rif === 1);
  left.cancel();
  await gone;
  await until('RIF 0', () => backend.replicas[0]?.rif === 0);
  assert.equal((await hello(backend.client)).code, grpc.status.OK);
});

test('reflection lists the service, in both versions, and does not count', async () => {
  for (const version of ['v1', 'v1alpha']) {
    const bytes = (value: Buffer) => value;
    const path = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`;
    const call = backend.client.makeBidiStreamRequest<Buffer, Buffer>(path, bytes, bytes);
    const reply = new Promise<Buffer>((resolve, reject) => call.on('data', resolve).on('error', reject));
    // ServerReflectionRequest { list_services: "" }
    call.write(Buffer.from([0x3a, 0x00]));
    assert.ok((await reply).includes('helloworld.Greeter'), version);
    assert.equal(backend.replicas[0]?.rif, 0);
    call.end();
  }
});

test('the probe tells the load and the name, and metrics count', async () => {
  const result = await backend.probe();
  assert.ok(result.kind === 'ok');
  assert.equal(result.replica, 'r');
  assert.equal(result.load.rif, 0);
  assert.ok(result.load.latencyMs !== null && result.load.latencyMs > 0);
  assert.match(await backend.page(), /prequal_server_queries_total\{replica="r",code="OK"\} [1-9]/);
});

test('WORKLOAD=cpu hashes, stretches and gives up', async context => {
  const cpu = await startLabBackend({ workload: 'cpu', workMeanMs: 20, cores: 1 });
  context.after(() => cpu.stop());
  await hello(cpu.client);
  const before = process.cpuUsage();
  const ends = await Promise.all(Array.from({ length: 10 }, () => hello(cpu.client)));
  const { user, system } = process.cpuUsage(before);
  assert.ok(ends.every(end => end.code === grpc.status.OK));
  // Ten units of 21.7 ms on average, the standard deviation of their sum 54 ms: far more than no work would burn.
  assert.ok((user + system) / 1000 > 60, `${(user + system) / 1000} ms of CPU`);
  await cpu.control({ slowFactor: 1000 });
  const slow = await Promise.all(Array.from({ length: 10 }, () => hello(cpu.client, 100)));
  assert.ok(slow.some(end => end.code === grpc.status.DEADLINE_EXCEEDED));
  await cpu.control({ slowFactor: 1 });
  assert.equal((await hello(cpu.client, 3000)).code, grpc.status.OK);
});
