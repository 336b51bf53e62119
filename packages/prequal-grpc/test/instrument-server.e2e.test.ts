// A server made ready by one call, over real gRPC: RIF over every ending, trailers, probe, health.

import assert from 'node:assert/strict';
import { connect as connectHttp2 } from 'node:http2';
import { createRequire } from 'node:module';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import * as grpc from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import {
  type CallEnd,
  type CallStart,
  type InstrumentedServer,
  instrumentServer,
  Prober,
} from 'prequal-grpc';
import { bind, greeterService, HeldCalls, KINDS, newClient, startCall } from './demo-server.ts';
import { until } from './until.ts';

const health = createRequire(import.meta.url)('grpc-health-check') as { service: grpc.ServiceDefinition };

const held = new HeldCalls();
const observed: (CallStart & Partial<CallEnd> & { traceparent?: string })[] = [];
let server: grpc.Server;
let instrumented: InstrumentedServer;
let port: number;
let client: grpc.Client;

before(async () => {
  server = new grpc.Server();
  instrumented = instrumentServer(server, {
    replica: 'r1',
    observe: start => {
      const entry: (typeof observed)[number] = { ...start };
      observed.push(entry);
      return {
        metadata: metadata =>
          Object.assign(entry, { traceparent: String(metadata.get('traceparent')[0] ?? '') }),
        end: end => Object.assign(entry, end),
      };
    },
  });
  server.addService(greeterService, held.handlers);
  port = await bind(server);
  client = newClient(port);
});

beforeEach(() => {
  observed.length = 0;
});

after(() => {
  client.close();
  server.forceShutdown();
});

const atRif = (rif: number) => until(`RIF ${rif}`, () => instrumented.rif === rif);
const arrived = () => until('a call is held', () => held.size === 1);

for (const kind of KINDS) {
  test(`${kind}: RIF counts from receipt to an answer, which carries the load`, async () => {
    const call = startCall(client, kind);
    await arrived();
    assert.equal(instrumented.rif, 1);
    held.release();
    const { code, trailers } = await call.ended;
    assert.equal(code, grpc.status.OK);
    assert.equal(trailers['x-prequal-rif'], '0', 'the ending query is left out');
    assert.match(String(trailers['x-prequal-latency-us']), /^\d+$/);
    assert.equal(instrumented.rif, 0);
    assert.equal(observed.length, 1);
    assert.deepEqual(
      [observed[0]?.path, observed[0]?.rif, observed[0]?.status],
      [`/helloworld.Greeter/${kind}`, 1, 'OK'],
    );
  });

  test(`${kind}: an error ends it, and carries the load too`, async () => {
    const call = startCall(client, kind);
    await arrived();
    held.release({ code: grpc.status.FAILED_PRECONDITION, details: 'no' });
    const { code, trailers } = await call.ended;
    assert.equal(code, grpc.status.FAILED_PRECONDITION);
    assert.equal(trailers['x-prequal-rif'], '0');
    assert.equal(instrumented.rif, 0);
    assert.equal(observed[0]?.status, 'FAILED_PRECONDITION');
  });

  test(`${kind}: a cancel ends it once, whatever the handler does later`, async () => {
    const call = startCall(client, kind);
    await arrived();
    call.cancel();
    await call.ended;
    await atRif(0);
    held.release();
    await new Promise(setImmediate);
    assert.equal(instrumented.rif, 0);
    assert.deepEqual(
      observed.map(entry => entry.status),
      ['CANCELLED'],
    );
  });

  test(`${kind}: a deadline ends it`, async () => {
    const call = startCall(client, kind, 60);
    await arrived();
    assert.equal((await call.ended).code, grpc.status.DEADLINE_EXCEEDED);
    await atRif(0);
    held.release();
    assert.match(observed[0]?.status ?? '', /DEADLINE_EXCEEDED|CANCELLED/);
  });

  test(`${kind}: a lost connection ends it`, async () => {
    const { port: relayPort, cut } = await relayTo(port);
    const lost = newClient(relayPort);
    const call = startCall(lost, kind);
    await arrived();
    assert.equal(instrumented.rif, 1);
    cut();
    await atRif(0);
    assert.equal((await call.ended).code, grpc.status.UNAVAILABLE);
    lost.close();
    held.release();
    assert.equal(instrumented.rif, 0);
  });
}

test('a session that is destroyed ends all its calls', async () => {
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  session.on('error', () => {});
  for (let i = 0; i < 10; i++) {
    const stream = session.request({
      ':method': 'POST',
      ':path': '/helloworld.Greeter/SayHello',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    stream.on('error', () => {});
    stream.write(Buffer.from([0, 0, 0, 0, 0]));
  }
  await atRif(10);
  session.destroy();
  await atRif(0);
  held.release();
});

test('a malformed request is answered by grpc-js itself, and still carries the load', async () => {
  const status = await new Promise<grpc.StatusObject>(resolve => {
    const bytes = (value: Buffer) => value;
    client
      .makeUnaryRequest('/helloworld.Greeter/SayHello', bytes, bytes, Buffer.from([0x0f]), () => {})
      .on('status', resolve);
  });
  assert.equal(status.code, grpc.status.INTERNAL);
  assert.deepEqual(status.metadata.get('x-prequal-rif'), ['0']);
  assert.equal(instrumented.rif, 0);
});

test('x-prequal-rif counts the others that are in flight', async () => {
  const first = startCall(client, 'SayHello');
  await arrived();
  const second = startCall(client, 'SayHello', 80);
  await atRif(2);
  assert.equal((await second.ended).code, grpc.status.DEADLINE_EXCEEDED);
  await atRif(1);
  held.release();
  assert.equal((await first.ended).trailers['x-prequal-rif'], '0');
});

test('probe, health and reflection do not count, and 50 stuck queries do not hold a probe', async () => {
  const calls = Array.from({ length: 50 }, () => startCall(client, 'SayHello'));
  await until('50 calls are held', () => held.size === 50);
  const prober = new Prober({ timeoutMs: () => 2000 });
  const result = await prober.probe({ replica: 'r', host: '127.0.0.1', port }, { traceparent: 'tp' });
  assert.equal(result.kind, 'ok');
  assert.ok(result.kind === 'ok');
  assert.equal(result.load.rif, 50);
  assert.equal(result.replica, 'r1');
  assert.equal(instrumented.rif, 50);
  const probe = observed.find(entry => entry.kind === 'probe');
  assert.deepEqual([probe?.status, probe?.rif, probe?.traceparent], ['OK', 50, 'tp']);
  held.release();
  const ends = await Promise.all(calls.map(call => call.ended));
  // All but the first answer leave the rest in flight: the RIFs reported are 49 down to 0.
  assert.deepEqual(
    ends.map(end => Number(end.trailers['x-prequal-rif'])).sort((a, b) => a - b),
    Array.from({ length: 50 }, (_, i) => i),
  );
  prober.close();
});

test('draining shows in probes and in health, and can be taken back', async () => {
  const prober = new Prober({ timeoutMs: () => 2000 });
  const look = async () => {
    const result = await prober.probe({ replica: 'r', host: '127.0.0.1', port });
    return [result.kind === 'ok' ? (result.load.draining ?? false) : result.kind, await healthOf(client)];
  };
  assert.deepEqual(await look(), [false, 'SERVING']);
  instrumented.setDraining(true);
  assert.deepEqual(await look(), [true, 'NOT_SERVING']);
  instrumented.setDraining(false);
  assert.deepEqual(await look(), [false, 'SERVING']);
  assert.equal(instrumented.rif, 0);
  prober.close();
});

test('a call that an interceptor holds back counts, and leaves no trace when it is cancelled before it starts', async () => {
  const never: grpc.ServerInterceptor = (_method, call) =>
    new grpc.ServerInterceptingCall(call, { start: () => {} });
  const other = new grpc.Server({ interceptors: [never] });
  other.addService(greeterService, new HeldCalls().handlers);
  const counted = instrumentServer(other);
  const stuck = newClient(await bind(other));
  const call = startCall(stuck, 'SayHello');
  await until('RIF 1', () => counted.rif === 1);
  call.cancel();
  await until('RIF 0', () => counted.rif === 0);
  stuck.close();
  other.forceShutdown();
});

test('hold keeps back every answer, probes, health and deadlines of grpc-js included', async () => {
  const steps: (() => void)[] = [];
  let holding = false;
  const other = new grpc.Server();
  const own = new HeldCalls();
  other.addService(greeterService, own.handlers);
  const counted = instrumentServer(other, { hold: step => (holding ? void steps.push(step) : step()) });
  const otherPort = await bind(other);
  const otherClient = newClient(otherPort);
  const prober = new Prober({ timeoutMs: () => 150 });
  const target = { replica: 'r', host: '127.0.0.1', port: otherPort };
  const early = startCall(otherClient, 'SayHello');
  await until('a call is held', () => own.size === 1);
  assert.equal((await prober.probe(target)).kind, 'ok');
  holding = true;
  own.release();
  const late = startCall(otherClient, 'SayHelloStreamReply');
  await until('RIF 2', () => counted.rif === 2);
  const session = connectHttp2(`http://127.0.0.1:${otherPort}`);
  const headers = {
    ':method': 'POST',
    'content-type': 'application/grpc',
    te: 'trailers',
    'grpc-timeout': '20m',
  };
  const expiring = session.request({ ...headers, ':path': '/helloworld.Greeter/SayHello' });
  let answered = false;
  expiring.on('response', () => {
    answered = true;
  });
  expiring.on('error', () => {});
  expiring.end(Buffer.alloc(5));
  assert.equal((await prober.probe(target)).kind, 'timeout');
  assert.equal(answered, false, 'a deadline that passes is not answered either');
  assert.equal(counted.rif, 3);
  holding = false;
  for (const step of steps.splice(0)) step();
  assert.equal((await early.ended).code, grpc.status.OK);
  await until('the late call is held', () => own.size === 1);
  own.release();
  assert.equal((await late.ended).code, grpc.status.OK);
  await until('RIF 0', () => counted.rif === 0);
  assert.equal(answered, true);
  session.destroy();
  prober.close();
  otherClient.close();
  other.forceShutdown();
});

test('services may come before or after; a second time is refused; health can be left out', async () => {
  const other = new grpc.Server();
  const own = new HeldCalls();
  other.addService(greeterService, own.handlers);
  new HealthImplementation({ '': 'SERVING' }).addToServer(other);
  const counted = instrumentServer(other, { health: false });
  assert.throws(() => instrumentServer(other));
  const otherClient = newClient(await bind(other));
  const call = startCall(otherClient, 'SayHello');
  await until('a call is held', () => own.size === 1);
  assert.equal(counted.rif, 1);
  own.release();
  assert.equal((await call.ended).trailers['x-prequal-rif'], '0');
  counted.setDraining(true);
  assert.equal(await healthOf(otherClient), 'SERVING');
  otherClient.close();
  other.forceShutdown();
});

test('failures never lower the estimate', async () => {
  let nowMs = 0;
  const other = new grpc.Server();
  const own = new HeldCalls();
  other.addService(greeterService, own.handlers);
  const counted = instrumentServer(other, { nowMs: () => nowMs });
  const otherClient = newClient(await bind(other));
  const query = async (durationMs: number, error?: { code: grpc.status; details: string }) => {
    const call = startCall(otherClient, 'SayHello');
    await until('a call is held', () => own.size === 1);
    nowMs += durationMs;
    own.release(error);
    await call.ended;
  };
  assert.equal(counted.estimateMs(), null);
  await query(100);
  const estimate = counted.estimateMs();
  assert.ok(estimate !== null && Math.abs(estimate - 100) < 1e-9);
  for (let i = 0; i < 5; i++) await query(1, { code: grpc.status.UNAVAILABLE, details: 'fast failure' });
  assert.ok((counted.estimateMs() ?? 0) >= 100 - 1e-9);
  nowMs += 10_000;
  assert.equal(counted.estimateMs(), null);
  otherClient.close();
  other.forceShutdown();
});

/** A TCP relay whose connections `cut` resets. */
function relayTo(toPort: number): Promise<{ port: number; cut: () => void }> {
  const sockets: Socket[] = [];
  const relay = createServer(socket => {
    const onward = connect(toPort, '127.0.0.1');
    for (const end of [socket, onward]) end.on('error', () => {});
    sockets.push(socket, onward);
    socket.pipe(onward).pipe(socket);
  });
  const cut = () => {
    relay.close();
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return new Promise(resolve =>
    relay.listen(0, '127.0.0.1', () => resolve({ port: (relay.address() as AddressInfo).port, cut })),
  );
}

function healthOf(of: grpc.Client): Promise<string> {
  const check = health.service.Check;
  if (check === undefined) throw new Error('no Health.Check');
  return new Promise((resolve, reject) => {
    of.makeUnaryRequest<object, { status: string }>(
      check.path,
      check.requestSerialize,
      check.responseDeserialize,
      { service: '' },
      (error, reply) => (error ? reject(error) : resolve(reply?.status ?? '')),
    );
  });
}
