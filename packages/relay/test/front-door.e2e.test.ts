// What happens to those who don't speak gRPC, and does anybody else notice?

import assert from 'node:assert/strict';
import { type ClientHttp2Session, constants } from 'node:http2';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { type Harness, startRelay, until } from './director.ts';
import { ACK, block, END_HEADERS, END_STREAM, FRAME, frame, PREFACE, RawPeer } from './raw-frames.ts';
import { answer, call, dial, REQUEST, startWitness, unary, valuesOf } from './witness.ts';

interface Stage {
  readonly harness: Harness;
  readonly bystander: ClientHttp2Session;
}

/** A relay with one client beside the one under test, which must be served before and after. */
async function stage(t: TestContext): Promise<Stage> {
  const witness = await startWitness(seen => seen.stream.on('end', () => answer(seen.stream)));
  const harness = await startRelay([witness.port]);
  const bystander = dial(harness.port);
  await unary(bystander);
  t.after(async () => {
    const got = await unary(bystander);
    bystander.destroy();
    await harness.stop();
    witness.stop();
    assert.deepEqual(valuesOf(got.trailers, 'grpc-status'), ['0'], 'the bystander is served');
  });
  return { harness, bystander };
}

/** Sends `bytes`, and returns what came back by the time the connection closed. */
async function say(port: number, bytes: string | Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  let answered = '';
  let closed = false;
  socket.on('data', (chunk: Buffer) => {
    answered += chunk.toString('latin1');
  });
  socket.on('close', () => {
    closed = true;
  });
  socket.write(bytes);
  await until(() => closed, 'closed', 2_000);
  return answered;
}

test('an HTTP/1 request gets an HTTP/1 answer', async t => {
  const { harness } = await stage(t);
  const answered = await say(harness.port, 'GET /metrics HTTP/1.1\r\nHost: x\r\nUser-Agent: curl\r\n\r\n');
  assert.match(answered, /^HTTP\/1\.1 400 Bad Request\r\n/);
  assert.match(answered, /gRPC/);
  const body = answered.split('\r\n\r\n')[1] ?? '';
  assert.equal(Number(/content-length: (\d+)/.exec(answered)?.[1]), body.length);
  assert.deepEqual(harness.protocolErrors, ['HTTP/1 request on the gRPC port']);
});

test('a large HTTP/1 upload gets its answer too', async t => {
  const { harness } = await stage(t);
  const answered = await say(
    harness.port,
    Buffer.concat([Buffer.from('POST / HTTP/1.1\r\n\r\n'), Buffer.alloc(500_000)]),
  );
  assert.match(answered, /^HTTP\/1\.1 400/);
});

test('garbage, TLS and half-right prefaces are closed, with one line each', async t => {
  const { harness } = await stage(t);
  const cases = [
    '\x00\x01\x02\x03garbage',
    '\x16\x03\x01\x02\x00\x01',
    'PRI * HTTP/2.0\r\n\r\nNO\r\n\r\n',
    'ssh-2.0',
  ];
  for (const bytes of cases) assert.equal(await say(harness.port, Buffer.from(bytes, 'latin1')), '');
  assert.equal(harness.protocolErrors.length, cases.length);
  assert.match(harness.protocolErrors[1] ?? '', /TLS/);
  for (const line of harness.protocolErrors) assert.ok(!line.includes('\n'));
});

test('garbage behind a right preface ends that connection', async t => {
  const { harness } = await stage(t);
  const cases = [
    Buffer.concat([PREFACE, Buffer.alloc(500, 0xff)]),
    Buffer.concat([PREFACE, frame(FRAME.SETTINGS, 0, 0, Buffer.alloc(5))]),
    Buffer.concat([
      PREFACE,
      frame(FRAME.SETTINGS, 0, 0),
      frame(FRAME.HEADERS, END_HEADERS, 1, Buffer.alloc(40, 0xff)),
    ]),
    Buffer.concat([
      PREFACE,
      frame(FRAME.SETTINGS, 0, 0),
      frame(FRAME.HEADERS, END_HEADERS, 0, block(REQUEST)),
    ]),
    Buffer.concat([PREFACE, frame(FRAME.SETTINGS, 0, 0), frame(FRAME.DATA, 0, 7, Buffer.alloc(3))]),
    Buffer.concat([PREFACE, frame(FRAME.SETTINGS, 0, 0), frame(FRAME.PING, 0, 0, Buffer.alloc(3))]),
  ];
  for (const bytes of cases) await say(harness.port, bytes);
  assert.ok(harness.protocolErrors.length >= 1);
  assert.ok(harness.protocolErrors.length <= cases.length);
});

test('a first flight larger than the peek comes through whole', async t => {
  const { harness } = await stage(t);
  const socket = connect(harness.port, '127.0.0.1');
  const peer = new RawPeer(socket);
  const calls = Array.from({ length: 60 }, (_, i) => [
    frame(FRAME.HEADERS, END_HEADERS, 2 * i + 1, block(REQUEST)),
    frame(FRAME.DATA, END_STREAM, 2 * i + 1, Buffer.alloc(900)),
  ]);
  peer.send(PREFACE, frame(FRAME.SETTINGS, 0, 0), ...calls.flat(), frame(FRAME.SETTINGS, ACK, 0));
  await until(
    () => peer.of(FRAME.HEADERS).filter(({ flags }) => flags & END_STREAM).length === 60,
    'all answered',
  );
  socket.destroy();
});

test('requests that are no gRPC calls', async t => {
  const { harness, bystander } = await stage(t);
  const path = [':scheme', 'http', ':path', '/x'];
  const table: [string[], string][] = [
    [[':method', 'GET', ...path, 'content-type', 'application/grpc'], '405'],
    [[':method', 'PUT', ...path, 'content-type', 'application/grpc'], '405'],
    [[':method', 'HEAD', ...path], '405'],
    [[':method', 'POST', ...path, 'content-type', 'application/json'], '415'],
    [[':method', 'POST', ...path, 'content-type', 'application/grpc-web'], '415'],
    [[':method', 'POST', ...path], '415'],
  ];
  for (const [headers, status] of table) {
    const got = call(bystander, [], headers);
    got.stream.end('body');
    await got.closed;
    assert.deepEqual(valuesOf(got.headers, ':status'), [status], headers.join(' '));
  }
  assert.equal(harness.calls.length, 1, 'only the bystander’s call was seen');
});

test('more headers than allowed: that call ends, its connection goes on', async t => {
  const { bystander } = await stage(t);
  const pairs = (count: number) => Array.from({ length: count }, (_, i) => [`k${i}`, 'v']).flat();
  const refused = [['long', 'x'.repeat(17_000)], pairs(120)].map(headers => call(bystander, headers));
  for (const got of refused) {
    got.stream.end();
    await got.closed;
    assert.deepEqual([got.headers, got.rstCode], [[], constants.NGHTTP2_ENHANCE_YOUR_CALM]);
  }
  assert.deepEqual(valuesOf((await unary(bystander, pairs(90))).trailers, 'grpc-status'), ['0']);
});

test('rapid reset: the connection is closed with the right code, few calls reach the replica', async t => {
  const { harness } = await stage(t);
  const peer = await RawPeer.dial(harness.port);
  for (let i = 0; i < 10_000 && !peer.closed; i++) {
    const id = 2 * i + 1;
    peer.send(
      frame(FRAME.HEADERS, END_HEADERS, id, block(REQUEST)),
      frame(FRAME.RST_STREAM, 0, id, Buffer.from([0, 0, 0, 8])),
    );
    if (i % 50 === 0) await new Promise(resolve => setImmediate(resolve));
  }
  await until(() => peer.closed, 'closed', 2_000);
  const [goaway] = peer.of(FRAME.GOAWAY);
  assert.equal(goaway?.payload.readUInt32BE(4), 11);
  assert.deepEqual(harness.protocolErrors, ['too many streams reset']);
  assert.ok(harness.calls.length <= 1_200, `${harness.calls.length} calls`);
});

test('ordinary calls are no resets, however many', async t => {
  const { harness, bystander } = await stage(t);
  for (let round = 0; round < 15; round++) {
    await Promise.all(Array.from({ length: 100 }, () => unary(bystander)));
  }
  assert.deepEqual(harness.protocolErrors, []);
});
