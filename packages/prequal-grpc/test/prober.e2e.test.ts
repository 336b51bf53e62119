// What the prober says of every kind of server that it may meet.

import assert from 'node:assert/strict';
import { createServer as createHttp2 } from 'node:http2';
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from 'node:net';
import { after, test } from 'node:test';
import * as grpc from '@grpc/grpc-js';
import { instrumentServer, PROBE_PATH, type ProbeResult, Prober } from 'prequal-grpc';
import { bind, greeterService, HeldCalls } from './demo-server.ts';
import { until } from './until.ts';

const TIMEOUT_MS = 300;
const prober = new Prober({ timeoutMs: () => TIMEOUT_MS });
const closers: (() => void)[] = [];
after(() => {
  prober.close();
  for (const close of closers) close();
});

const probe = (port: number, replica = String(port)): Promise<ProbeResult> =>
  prober.probe({ replica, host: '127.0.0.1', port });

async function serve(configure: (server: grpc.Server) => void): Promise<number> {
  const server = new grpc.Server();
  configure(server);
  closers.push(() => server.forceShutdown());
  return bind(server);
}

/** A server that answers Probe with `answer`: bytes of a message, or a status. */
function serveProbe(answer: Buffer | { code: grpc.status; details: string }): Promise<number> {
  const bytes = (value: Buffer) => value;
  const method = {
    path: PROBE_PATH,
    requestStream: false,
    responseStream: false,
    requestSerialize: bytes,
    requestDeserialize: bytes,
    responseSerialize: bytes,
    responseDeserialize: bytes,
  };
  return serve(server =>
    server.addService({ Probe: method } as grpc.ServiceDefinition, {
      Probe: (_call: unknown, done: grpc.sendUnaryData<Buffer>) =>
        Buffer.isBuffer(answer) ? done(null, answer) : done(answer),
    }),
  );
}

function listenTcp(onConnection: (socket: Socket) => void): Promise<{ server: Server; port: number }> {
  const server = createTcp(socket => {
    // grpc-js leaves a connection alone that was being made when its channel closed: the peer has to end it.
    closers.push(() => socket.destroy());
    onConnection(socket);
  });
  closers.push(() => server.close());
  return new Promise(resolve =>
    server.listen(0, '127.0.0.1', () => resolve({ server, port: (server.address() as AddressInfo).port })),
  );
}

test('an instrumented server: ok', async () => {
  const port = await serve(server => instrumentServer(server, { replica: 'r1', busyMs: null }));
  assert.deepEqual(await probe(port), {
    kind: 'ok',
    load: { rif: 0, latencyMs: null, draining: false, qps: 0, eps: 0 },
    replica: 'r1',
  });
});

test('utilization, as the server says or as busy as its event loop', async () => {
  let busyMs = 0;
  const own = await serve(server => instrumentServer(server, { busyMs: () => busyMs }));
  // More than any time that can have passed, so that it shows.
  busyMs = 1e6;
  const [said, looped] = await Promise.all([
    probe(own),
    probe(await serve(server => instrumentServer(server))),
  ]);
  assert.ok(said.kind === 'ok' && (said.load.utilization ?? 0) > 1, JSON.stringify(said));
  assert.ok(looped.kind === 'ok' && looped.load.utilization !== undefined, JSON.stringify(looped));
  assert.ok(looped.load.utilization >= 0 && looped.load.utilization <= 1, JSON.stringify(looped));
});

test('a plain server: unimplemented', async () => {
  const port = await serve(server => server.addService(greeterService, new HeldCalls().handlers));
  const result = await probe(port);
  assert.equal(result.kind, 'unimplemented');
});

test('nobody listens: an error without an answer, and back within the backoff when somebody does', async () => {
  const { server: tcp, port } = await listenTcp(() => {});
  await new Promise(resolve => tcp.close(resolve));
  const dead = await probe(port);
  assert.equal(dead.kind, 'error');
  assert.ok(dead.kind === 'error' && !dead.answered, JSON.stringify(dead));
  const server = new grpc.Server();
  instrumentServer(server);
  closers.push(() => server.forceShutdown());
  await new Promise<void>((resolve, reject) =>
    server.bindAsync(`127.0.0.1:${port}`, grpc.ServerCredentials.createInsecure(), error =>
      error ? reject(error) : resolve(),
    ),
  );
  const sinceMs = performance.now();
  await until('the prober is back', async () => (await probe(port)).kind === 'ok');
  assert.ok(performance.now() - sinceMs < 2500, 'a reconnect takes at most the longest backoff');
});

test('another status: an error with an answer', async () => {
  const port = await serveProbe({ code: grpc.status.PERMISSION_DENIED, details: 'not you' });
  const result = await probe(port);
  assert.deepEqual(result, { kind: 'error', message: 'PERMISSION_DENIED: not you', answered: true });
});

test('UNAVAILABLE from the server itself: an error with an answer', async () => {
  const port = await serveProbe({ code: grpc.status.UNAVAILABLE, details: 'later' });
  const result = await probe(port);
  assert.ok(result.kind === 'error' && result.answered, JSON.stringify(result));
});

const GARBAGE: readonly [string, Buffer, string][] = [
  ['a RIF of -1, ten bytes long', Buffer.from('08ffffffffffffffffff01', 'hex'), 'rif'],
  ['a RIF of 2^31', Buffer.from('088080808008', 'hex'), 'rif'],
  ['a latency of 2^64 - 1 us', Buffer.from('10ffffffffffffffffff01', 'hex'), 'latency'],
  ['a utilization of NaN', Buffer.from('21000000000000f87f', 'hex'), 'utilization'],
  ['qps of -1', Buffer.from('29000000000000f0bf', 'hex'), 'utilization'],
  ['a truncated number', Buffer.from('08ff', 'hex'), 'undecodable'],
  ['a wire type that does not exist', Buffer.from('0f', 'hex'), 'undecodable'],
];
for (const [name, bytes, reason] of GARBAGE) {
  test(`${name}: invalid`, async () => {
    const result = await probe(await serveProbe(bytes));
    assert.equal(result.kind, 'invalid', JSON.stringify(result));
    assert.ok(result.kind === 'invalid' && result.reason === reason, JSON.stringify(result));
  });
}

test("the bytes of messages are told, with gRPC's prefix: of requests sent, and of replies that came", async () => {
  const told: string[] = [];
  const onBytes = (direction: string, bytes: number) => told.push(`${direction} ${bytes}`);
  const own = new Prober({ timeoutMs: () => TIMEOUT_MS, onBytes });
  closers.push(() => own.close());
  const ask = async (answer: Parameters<typeof serveProbe>[0]) => {
    const port = await serveProbe(answer);
    return own.probe({ replica: String(port), host: '127.0.0.1', port });
  };
  await ask(Buffer.from('08031005', 'hex'));
  await ask(Buffer.from('08ff', 'hex'));
  await ask({ code: grpc.status.PERMISSION_DENIED, details: 'not you' });
  assert.deepEqual(told, ['request 5', 'response 9', 'request 5', 'response 7', 'request 5']);
});

test('unknown fields and an empty reply are fine', async () => {
  assert.equal((await probe(await serveProbe(Buffer.alloc(0)))).kind, 'ok');
  assert.equal((await probe(await serveProbe(Buffer.from('f80605', 'hex')))).kind, 'ok');
});

test('a black hole: timeout, and no other', async () => {
  const { port } = await listenTcp(() => {});
  const sinceMs = performance.now();
  const results = await Promise.all([probe(port), probe(port), probe(port)]);
  const tookMs = performance.now() - sinceMs;
  assert.deepEqual(
    results.map(result => result.kind),
    ['timeout', 'timeout', 'timeout'],
  );
  assert.ok(tookMs >= TIMEOUT_MS - 2 && tookMs < TIMEOUT_MS + 500, String(tookMs));
});

test('a server that talks something else: an error without an answer', async () => {
  const { port } = await listenTcp(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const result = await probe(port);
  assert.ok(result.kind === 'error' && !result.answered, JSON.stringify(result));
});

test('HTTP/2 without gRPC, 404: no probe service', async () => {
  const server = createHttp2((_request, response) => {
    response.writeHead(404);
    response.end('not here');
  });
  closers.push(() => server.close());
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  assert.equal((await probe((server.address() as AddressInfo).port)).kind, 'unimplemented');
});

test('one channel serves all probes of a replica; forget closes it; a replica may move', async () => {
  let connections = 0;
  const first = await serve(server => instrumentServer(server, { replica: 'first' }));
  const second = await serve(server => instrumentServer(server, { replica: 'second' }));
  const { connect } = await import('node:net');
  const sockets: Socket[] = [];
  const { port } = await listenTcp(socket => {
    connections++;
    const onward = connect(first, '127.0.0.1');
    sockets.push(socket, onward);
    socket.on('error', () => {});
    onward.on('error', () => {});
    socket.pipe(onward).pipe(socket);
  });
  for (let i = 0; i < 5; i++) assert.equal((await probe(port, 'moving')).kind, 'ok');
  assert.equal(connections, 1);
  prober.forget('moving');
  assert.equal((await probe(port, 'moving')).kind, 'ok');
  assert.equal(connections, 2);
  const moved = await probe(second, 'moving');
  assert.ok(moved.kind === 'ok' && moved.replica === 'second');
  for (const socket of sockets) socket.destroy();
});

test('metadata that HTTP/2 cannot carry, and a closed prober: errors, never a rejection', async () => {
  const own = new Prober({ timeoutMs: () => 100 });
  const target = { replica: 'x', host: '127.0.0.1', port: 1 };
  assert.equal((await own.probe(target, { 'bad name': 'x' })).kind, 'error');
  own.close();
  own.close();
  assert.deepEqual(await own.probe(target), {
    kind: 'error',
    message: 'the prober is closed',
    answered: false,
  });
});

test('probes in flight end when the prober is closed', async () => {
  const { port } = await listenTcp(() => {});
  const own = new Prober({ timeoutMs: () => 200 });
  const pending = own.probe({ replica: 'x', host: '127.0.0.1', port });
  own.close();
  assert.notEqual((await pending).kind, 'ok');
});

test('over a channel of the caller: it is used as it is, and not closed', async () => {
  const port = await serve(server => instrumentServer(server, { replica: 'r1' }));
  const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  closers.push(() => client.close());
  const channel = client.getChannel();
  for (let i = 0; i < 2; i++) {
    const result = await prober.probe({ replica: 'lent', channel });
    assert.ok(result.kind === 'ok' && result.replica === 'r1', JSON.stringify(result));
    prober.forget('lent');
  }
});

test('a call that hears of no cancel, as one that waits for credentials: timeout all the same', async () => {
  const deaf = {
    start: () => {},
    startRead: () => {},
    halfClose: () => {},
    sendMessageWithContext: () => {},
  };
  const createCall = () => ({ ...deaf, cancelWithStatus: () => {} });
  const channel = { createCall, getTarget: () => 'deaf' } as unknown as grpc.ChannelInterface;
  assert.equal((await prober.probe({ replica: 'deaf', channel })).kind, 'timeout');
});
