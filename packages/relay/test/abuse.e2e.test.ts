// What does one hostile connection cost the others? Each abuse beside a bystander, in a process without a last resort.

import assert from 'node:assert/strict';
import { type ClientHttp2Session, constants } from 'node:http2';
import { type TestContext, test } from 'node:test';
import { type Harness, startRelay, until } from './director.ts';
import { block, END_HEADERS, END_STREAM, FRAME, frame, RawPeer } from './raw-frames.ts';
import { answer, dial, REQUEST, startWitness, unary, valuesOf } from './witness.ts';

const CONTINUATION = 9;

interface Stage {
  readonly harness: Harness;
  readonly hostile: RawPeer;
  readonly bystander: ClientHttp2Session;
}

async function stage(t: TestContext): Promise<Stage> {
  const witness = await startWitness(seen => {
    if (valuesOf(seen.raw, 'hold').length === 0) seen.stream.on('end', () => answer(seen.stream));
  });
  const harness = await startRelay([witness.port]);
  const bystander = dial(harness.port);
  await unary(bystander);
  const hostile = await RawPeer.dial(harness.port);
  t.after(async () => {
    const start = performance.now();
    const got = await unary(bystander);
    const tookMs = performance.now() - start;
    hostile.socket.destroy();
    bystander.destroy();
    await until(() => harness.openCalls === 0, 'closed');
    await harness.stop();
    witness.stop();
    assert.deepEqual(valuesOf(got.trailers, 'grpc-status'), ['0'], 'the bystander is served');
    assert.ok(tookMs < 500, `in ${tookMs} ms`);
  });
  return { harness, hostile, bystander };
}

const request = (id: number, more: readonly string[] = []) =>
  frame(FRAME.HEADERS, END_HEADERS, id, block([...REQUEST, ...more]));

test('more streams than allowed: a thousand are taken at most', async t => {
  const { harness, hostile } = await stage(t);
  for (let i = 0; i < 1_500; i++) hostile.send(request(2 * i + 1, ['hold', '1']));
  await until(() => hostile.closed || hostile.of(FRAME.RST_STREAM).length >= 400, 'refused or closed');
  assert.ok(harness.calls.length <= 1_001, `${harness.calls.length}`);
});

test('an endless header block', async t => {
  const { harness, hostile } = await stage(t);
  hostile.send(frame(FRAME.HEADERS, 0, 1, block(REQUEST)));
  const filler = block(Array.from({ length: 200 }, (_, i) => `k${i}`));
  for (let i = 0; i < 1_000 && !hostile.closed; i++) {
    hostile.send(frame(CONTINUATION, 0, 1, filler));
    if (i % 20 === 0) await new Promise(resolve => setImmediate(resolve));
  }
  await until(() => hostile.closed, 'closed');
  assert.equal(harness.calls.length, 1, 'only the bystander’s');
});

test('a flood of pings that nobody reads the answers of', async t => {
  const { hostile } = await stage(t);
  hostile.socket.pause();
  const pings = Buffer.concat(Array.from({ length: 1_000 }, () => frame(FRAME.PING, 0, 0, Buffer.alloc(8))));
  for (let i = 0; i < 40 && !hostile.closed; i++) {
    hostile.send(pings);
    await new Promise(resolve => setImmediate(resolve));
  }
});

test('a flood of empty DATA', async t => {
  const { hostile } = await stage(t);
  hostile.send(request(1, ['hold', '1']));
  const empties = Buffer.concat(Array.from({ length: 1_000 }, () => frame(FRAME.DATA, 0, 1)));
  for (let i = 0; i < 40 && !hostile.closed; i++) {
    hostile.send(empties);
    await new Promise(resolve => setImmediate(resolve));
  }
});

test('a window above 2^31-1', async t => {
  const { hostile } = await stage(t);
  hostile.send(frame(FRAME.WINDOW_UPDATE, 0, 0, Buffer.from('7fffffff', 'hex')));
  await until(() => hostile.closed, 'closed');
  assert.equal(hostile.of(FRAME.GOAWAY).length, 1);
});

test('headers that come to a stream twice, DATA behind its end, and a stream of its own number', async t => {
  const { hostile } = await stage(t);
  hostile.send(
    request(1),
    frame(FRAME.DATA, END_STREAM, 1),
    frame(FRAME.DATA, 0, 1, Buffer.alloc(5)),
    request(1),
  );
  await until(() => hostile.closed || hostile.of(FRAME.RST_STREAM).length > 0, 'answered or closed');
});

test('a client that goes away with an error of its own', async t => {
  const { hostile, harness } = await stage(t);
  hostile.send(request(1, ['hold', '1']));
  await until(() => harness.calls.length === 2, 'arrived');
  const goaway = Buffer.alloc(8);
  goaway.writeUInt32BE(constants.NGHTTP2_INTERNAL_ERROR, 4);
  hostile.send(frame(FRAME.GOAWAY, 0, 0, goaway));
  await until(() => harness.openCalls === 0, 'its call is cancelled');
});

test('slow readers of large answers: what each makes us hold is bounded', { timeout: 15_000 }, async t => {
  let taken = 0;
  const witness = await startWitness(seen => {
    seen.stream.respond([':status', '200', 'content-type', 'application/grpc'], { waitForTrailers: true });
    const more = () => {
      seen.stream.write(Buffer.alloc(16_384), error => {
        if (error) return;
        taken += 16_384;
        more();
      });
    };
    more();
  });
  const harness = await startRelay([witness.port]);
  const peer = await RawPeer.dial(harness.port);
  t.after(async () => {
    peer.socket.destroy();
    await harness.stop();
    witness.stop();
  });
  // Its window is 64 KiB for the connection, and never opened.
  for (let i = 0; i < 100; i++) peer.send(request(2 * i + 1), frame(FRAME.DATA, END_STREAM, 2 * i + 1));
  await until(() => witness.seen.length === 100, 'all arrived');
  await new Promise(resolve => setTimeout(resolve, 300));
  const eachKib = taken / 100 / 1024;
  t.diagnostic(`${eachKib.toFixed(0)} KiB were taken of each`);
  assert.ok(eachKib < 400, `${eachKib} KiB`);
});
