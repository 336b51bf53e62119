// Which attempts certainly did not reach the application, and does the next one get the same bytes?

import assert from 'node:assert/strict';
import { constants } from 'node:http2';
import { createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { resetStream } from '../src/reset-stream.ts';
import { type Harness, listening, startRelay, until } from './director.ts';
import { block, END_HEADERS, FRAME, frame, PREFACE, RawPeer } from './raw-frames.ts';
import { rawScene } from './scene.ts';
import {
  answer,
  type Behave,
  call,
  dial,
  message,
  startWitness,
  unary,
  valuesOf,
  type Witness,
} from './witness.ts';

const refuseStream: Behave = seen => seen.stream.close(constants.NGHTTP2_REFUSED_STREAM);
const answerAtEnd: Behave = seen => seen.stream.on('end', () => answer(seen.stream));

interface Pair {
  readonly client: ReturnType<typeof dial>;
  readonly harness: Harness;
  readonly first: Witness;
  readonly second: Witness;
}

async function pair(t: TestContext, behave: Behave, replayBytes = 65_536): Promise<Pair> {
  const first = await startWitness(behave);
  const second = await startWitness(answerAtEnd);
  const harness = await startRelay([first.port, second.port], { replayBytes });
  const client = dial(harness.port);
  t.after(async () => {
    client.destroy();
    await until(() => harness.openCalls === 0, 'closed');
    await harness.stop();
    first.stop();
    second.stop();
  });
  return { client, harness, first, second };
}

test('REFUSED_STREAM: the second replica gets the whole request', async t => {
  const { client, harness, first, second } = await pair(t, refuseStream);
  const got = await unary(client, ['k', 'v']);
  assert.deepEqual(valuesOf(got.trailers, 'grpc-status'), ['0']);
  assert.deepEqual(Buffer.concat(second.seen[0]?.body ?? []), message('ask'));
  assert.deepEqual(second.seen[0]?.raw, first.seen[0]?.raw);
  assert.deepEqual(
    harness.ends.map(end => (end.kind === 'unreached' ? end.reason : end.kind)),
    ['refused', 'answered'],
  );
});

test('an upload that is refused midway goes on at the second replica', async t => {
  const { client, second } = await pair(t, seen => {
    seen.stream.once('data', () => refuseStream(seen));
  });
  const got = call(client);
  got.stream.write(message('one'));
  await until(() => second.seen.length === 1, 'tried again');
  got.stream.write(message('two'));
  got.stream.end(message('three'));
  await got.closed;
  assert.deepEqual(valuesOf(got.trailers, 'grpc-status'), ['0']);
  const expected = Buffer.concat([message('one'), message('two'), message('three')]);
  assert.deepEqual(Buffer.concat(second.seen[0]?.body ?? []), expected);
});

test('more than the kept bytes is not sent again', async t => {
  const { client, harness, second } = await pair(
    t,
    seen => {
      let bytes = 0;
      seen.stream.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > 20_000) refuseStream(seen);
      });
    },
    16_384,
  );
  const got = call(client);
  got.stream.write(Buffer.alloc(10_000));
  await until(() => harness.calls.length === 1, 'arrived');
  assert.equal(harness.calls[0]?.replayable, true);
  got.stream.write(Buffer.alloc(50_000));
  await got.closed;
  assert.deepEqual(valuesOf(got.headers, 'grpc-status'), ['14']);
  assert.equal(harness.calls[0]?.replayable, false);
  assert.equal(second.seen.length, 0);
});

test('nothing is sent again once response headers came', async t => {
  const { client, harness, second } = await pair(t, seen => {
    seen.stream.respond([':status', '200', 'content-type', 'application/grpc'], { waitForTrailers: true });
    seen.stream.write(message('x'));
    setTimeout(() => refuseStream(seen), 20);
  });
  const got = await unary(client);
  assert.deepEqual(valuesOf(got.trailers, 'grpc-status'), ['14']);
  assert.deepEqual(
    harness.ends.map(end => end.kind),
    ['broken'],
  );
  assert.equal(second.seen.length, 0);
});

test('nobody listens: connect', async t => {
  const blocked = createServer();
  const port = await listening(blocked);
  blocked.close();
  const second = await startWitness(answerAtEnd);
  const harness = await startRelay([port, second.port], { wait: false });
  const client = dial(harness.port);
  t.after(async () => {
    client.destroy();
    await harness.stop();
    second.stop();
  });
  await until(() => harness.upstreams[1]?.connected === true, 'one is connected');
  const got = await unary(client);
  assert.deepEqual(valuesOf(got.trailers, 'grpc-status'), ['0']);
  assert.equal(harness.ends[0]?.kind === 'unreached' && harness.ends[0].reason, 'connect');
});

test('GOAWAY in the middle: lower streams finish, higher ones go elsewhere', async t => {
  const bad = createServer();
  const peers: RawPeer[] = [];
  bad.on('connection', socket => {
    const peer = new RawPeer(socket, PREFACE.length);
    peers.push(peer);
    peer.send(frame(FRAME.SETTINGS, 0, 0));
  });
  const port = await listening(bad);
  const second = await startWitness(answerAtEnd);
  const harness = await startRelay([port, second.port]);
  const client = dial(harness.port);
  t.after(async () => {
    client.destroy();
    await harness.stop();
    second.stop();
    bad.close();
    for (const peer of peers) peer.socket.destroy();
  });
  const calls = [call(client), call(client), call(client)];
  for (const got of calls) got.stream.end(message('x'));
  const [peer] = peers;
  assert.ok(peer !== undefined);
  await peer.expect(FRAME.HEADERS, 5);
  peer.send(
    frame(FRAME.GOAWAY, 0, 0, Buffer.from('0000000100000000', 'hex')),
    frame(FRAME.PING, 0, 0, Buffer.alloc(8)),
  );
  await Promise.all(calls.slice(1).map(got => got.closed));
  for (const got of calls.slice(1)) assert.deepEqual(valuesOf(got.trailers, 'grpc-status'), ['0']);
  assert.deepEqual(
    harness.ends.filter(end => end.kind === 'unreached').map(end => end.reason),
    ['goaway', 'goaway'],
  );
  await until(() => peers.length === 2, 'a new connection at once', 80);
  const headers = block([':status', '200', 'content-type', 'application/grpc', 'grpc-status', '0']);
  peer.send(frame(FRAME.HEADERS, END_HEADERS | 1, 1, headers));
  await calls[0]?.closed;
  assert.deepEqual(valuesOf(calls[0]?.headers ?? [], 'grpc-status'), ['0']);
  assert.equal(peer.of(FRAME.PING).length, 1, 'the ping was answered');
  await until(() => peer.closed, 'the drained connection closes');
});

test('streams above the peer’s limit wait, and go elsewhere when it goes away', async t => {
  const first = await startWitness(seen => setTimeout(() => answer(seen.stream), 150), {
    maxConcurrentStreams: 1,
  });
  const second = await startWitness(answerAtEnd);
  const harness = await startRelay([first.port, second.port]);
  const client = dial(harness.port);
  t.after(async () => {
    client.destroy();
    await harness.stop();
    first.stop();
    second.stop();
  });
  const calls = Array.from({ length: 4 }, () => unary(client));
  await until(() => first.seen.length === 1, 'the first arrived');
  first.server.close();
  const got = await Promise.all(calls);
  for (const one of got) assert.deepEqual(valuesOf(one.trailers, 'grpc-status'), ['0']);
  assert.equal(first.seen.length, 1);
  assert.equal(second.seen.length, 3);
});

test('too many waiting streams are refused', async t => {
  const first = await startWitness(() => {}, { maxConcurrentStreams: 1 });
  const harness = await startRelay([first.port]);
  const client = dial(harness.port);
  t.after(async () => {
    client.destroy();
    await harness.stop();
    first.stop();
  });
  const calls = Array.from({ length: 103 }, () => call(client));
  for (const got of calls) got.stream.end(message('x'));
  await until(() => harness.ends.length === 2, 'two are refused');
  assert.deepEqual(
    harness.ends.map(end => end.kind === 'unreached' && end.reason),
    ['refused', 'refused'],
  );
});

test('a cancelled upload shows the replica no end of the request', async t => {
  const { harness, peers } = await rawScene(t);
  const client = dial(harness.port);
  t.after(() => client.destroy());
  // Once flowing freely, once blocked on flow control.
  for (const [id, bytes, code] of [
    [1, 10, constants.NGHTTP2_CANCEL],
    [3, 10, constants.NGHTTP2_NO_ERROR],
    [5, 200_000, constants.NGHTTP2_CANCEL],
  ] as const) {
    const got = call(client);
    got.stream.write(Buffer.alloc(bytes));
    const [peer] = peers;
    assert.ok(peer !== undefined);
    await peer.expect(FRAME.DATA, id);
    resetStream(got.stream, code);
    const reset = await peer.expect(FRAME.RST_STREAM, id);
    assert.equal(reset.payload.readUInt32BE(0), constants.NGHTTP2_CANCEL);
    assert.ok(
      peer.of(FRAME.DATA, id).every(({ flags }) => (flags & 1) === 0),
      `stream ${id}`,
    );
  }
});
