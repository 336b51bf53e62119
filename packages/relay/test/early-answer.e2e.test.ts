// Does an answer that ends before its request reach the client at once, and stop the upload?

import assert from 'node:assert/strict';
import { constants } from 'node:http2';
import { test } from 'node:test';
import { startRelay, until } from './director.ts';
import { block, END_HEADERS, END_STREAM, FRAME, frame, RawPeer } from './raw-frames.ts';
import { rawScene, scene } from './scene.ts';
import { answer, call, dial, message, REQUEST, startWitness, valuesOf } from './witness.ts';

test('the client gets the answer whole, then a reset without an error', async t => {
  const witness = await startWitness(seen => answer(seen.stream));
  const harness = await startRelay([witness.port]);
  const peer = await RawPeer.dial(harness.port);
  t.after(async () => {
    peer.socket.destroy();
    await harness.stop();
    witness.stop();
  });
  peer.send(frame(FRAME.HEADERS, END_HEADERS, 1, block(REQUEST)), frame(FRAME.DATA, 0, 1, message('part')));
  const reset = await peer.expect(FRAME.RST_STREAM, 1);
  assert.equal(reset.payload.readUInt32BE(0), constants.NGHTTP2_NO_ERROR);
  const own = peer.frames.filter(({ id }) => id === 1);
  assert.deepEqual(
    own.filter(({ type }) => type !== FRAME.WINDOW_UPDATE).map(({ type }) => type),
    [FRAME.HEADERS, FRAME.DATA, FRAME.HEADERS, FRAME.RST_STREAM],
  );
  const trailers = peer.of(FRAME.HEADERS, 1)[1];
  assert.ok((trailers?.flags ?? 0) & END_STREAM);
  await until(() => harness.openCalls === 0, 'closed');
  await until(() => witness.seen[0]?.closed === true, 'the replica was told to expect nothing more');
});

test('trailers-only: one frame with END_STREAM, then the reset', async t => {
  const witness = await startWitness(seen =>
    seen.stream.respond([':status', '200', 'content-type', 'application/grpc', 'grpc-status', '8'], {
      endStream: true,
    }),
  );
  const harness = await startRelay([witness.port]);
  const peer = await RawPeer.dial(harness.port);
  t.after(async () => {
    peer.socket.destroy();
    await harness.stop();
    witness.stop();
  });
  peer.send(frame(FRAME.HEADERS, END_HEADERS, 1, block(REQUEST)), frame(FRAME.DATA, 0, 1, message('part')));
  await peer.expect(FRAME.RST_STREAM, 1);
  const own = peer.frames.filter(({ id, type }) => id === 1 && type !== FRAME.WINDOW_UPDATE);
  assert.deepEqual(
    own.map(({ type, flags }) => [type, flags & END_STREAM]),
    [
      [FRAME.HEADERS, END_STREAM],
      [FRAME.RST_STREAM, 0],
    ],
  );
});

test('an upload of gigabytes is stopped', async t => {
  const { client, witness, harness } = await scene(t, seen => {
    let bytes = 0;
    seen.stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > 300_000 && !seen.stream.headersSent) answer(seen.stream, null, { 'grpc-status': '8' });
    });
  });
  const got = call(client);
  let written = 0;
  const chunk = Buffer.alloc(65_536);
  const go = () => {
    while (!got.stream.writableEnded && !got.stream.destroyed && written < 2 ** 31) {
      written += chunk.length;
      if (!got.stream.write(chunk)) {
        got.stream.once('drain', go);
        return;
      }
    }
  };
  go();
  await got.closed;
  assert.deepEqual(valuesOf(got.trailers, 'grpc-status'), ['8']);
  assert.ok(written < 32 * 1024 * 1024, `${written} bytes were taken`);
  await until(() => witness.seen[0]?.closed === true, 'closed at the replica');
  assert.equal(harness.ends[0]?.kind, 'answered');
});

test('the replica resets right behind its answer', async t => {
  const { harness, peers } = await rawScene(t);
  const client = dial(harness.port);
  t.after(() => client.destroy());
  const headers = block([':status', '200', 'content-type', 'application/grpc']);
  for (const [id, code] of [
    [1, constants.NGHTTP2_NO_ERROR],
    [3, constants.NGHTTP2_CANCEL],
  ] as const) {
    const got = call(client);
    got.stream.write(message('part'));
    const [peer] = peers;
    await peer?.expect(FRAME.DATA, id);
    peer?.send(
      frame(FRAME.HEADERS, END_HEADERS, id, headers),
      frame(FRAME.DATA, 0, id, message('reply')),
      frame(FRAME.HEADERS, END_HEADERS | END_STREAM, id, block(['grpc-status', '0'])),
      frame(FRAME.RST_STREAM, 0, id, Buffer.from([0, 0, 0, code])),
    );
    await got.closed;
    assert.deepEqual(Buffer.concat(got.body), message('reply'));
    assert.deepEqual(valuesOf(got.trailers, 'grpc-status'), ['0'], String(code));
  }
});
