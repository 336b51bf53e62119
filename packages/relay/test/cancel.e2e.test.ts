// Does a replica hear within 100 ms that its client went away, whatever the call was doing?

import assert from 'node:assert/strict';
import { constants } from 'node:http2';
import { test } from 'node:test';
import { until } from './director.ts';
import { scene } from './scene.ts';
import { answer, call, dial, message, type Seen, startWitness, unary, valuesOf } from './witness.ts';

const NOTICE_MS = 100;

const waitForCancel = async (seen: Seen | undefined, sinceMs: number) => {
  assert.ok(seen !== undefined);
  await until(() => seen.closed, 'the replica saw the cancel', 1_000);
  assert.ok(seen.closedAtMs - sinceMs < NOTICE_MS, `after ${seen.closedAtMs - sinceMs} ms`);
  assert.equal(seen.rstCode, constants.NGHTTP2_CANCEL);
};

const respond = (seen: Seen, bytes: number) => {
  seen.stream.respond([':status', '200', 'content-type', 'application/grpc'], { waitForTrailers: true });
  seen.stream.write(Buffer.alloc(bytes));
};

test('unary, waiting for the answer', async t => {
  const { client, witness, harness } = await scene(t, () => {});
  const got = call(client);
  got.stream.end(message('x'));
  await until(() => witness.seen[0]?.ended === true, 'arrived');
  const atMs = performance.now();
  got.stream.close(constants.NGHTTP2_CANCEL);
  await waitForCancel(witness.seen[0], atMs);
  await until(() => harness.ends.length === 1, 'ended');
  assert.deepEqual(harness.ends, [{ kind: 'cancelled' }]);
  assert.equal(harness.calls[0]?.open, false);
});

test('an upload that goes on', async t => {
  const { client, witness } = await scene(t, () => {});
  const got = call(client);
  got.stream.write(message('x'));
  await until(() => (witness.seen[0]?.body.length ?? 0) > 0, 'arrived');
  const atMs = performance.now();
  got.stream.close(constants.NGHTTP2_CANCEL);
  await waitForCancel(witness.seen[0], atMs);
});

test('a download that goes on', async t => {
  const { client, witness } = await scene(t, seen => respond(seen, 10));
  const got = call(client);
  got.stream.end(message('x'));
  await until(() => got.body.length > 0, 'answering');
  const atMs = performance.now();
  got.stream.close(constants.NGHTTP2_CANCEL);
  await waitForCancel(witness.seen[0], atMs);
});

test('an upload blocked on flow control', async t => {
  const { client, witness } = await scene(t, () => {}, {}, { deaf: true });
  const got = call(client);
  got.stream.write(Buffer.alloc(4_000_000));
  await until(() => witness.seen.length > 0, 'arrived');
  await new Promise(resolve => setTimeout(resolve, 100));
  const atMs = performance.now();
  got.stream.close(constants.NGHTTP2_CANCEL);
  await waitForCancel(witness.seen[0], atMs);
});

test('a download blocked on flow control', async t => {
  const { client, witness } = await scene(t, seen => respond(seen, 4_000_000));
  const got = call(client);
  got.stream.pause();
  got.stream.end(message('x'));
  await until(() => witness.seen.length > 0, 'arrived');
  await new Promise(resolve => setTimeout(resolve, 100));
  const atMs = performance.now();
  got.stream.close(constants.NGHTTP2_CANCEL);
  await waitForCancel(witness.seen[0], atMs);
});

test('a dialogue, with a reset that names no error', async t => {
  const { client, witness, harness } = await scene(t, seen => respond(seen, 10));
  const got = call(client);
  got.stream.write(message('x'));
  await until(() => got.body.length > 0, 'answering');
  const atMs = performance.now();
  got.stream.close(constants.NGHTTP2_NO_ERROR);
  await waitForCancel(witness.seen[0], atMs);
  await until(() => harness.openCalls === 0, 'closed');
});

test('the client’s connection is lost', async t => {
  const { client, witness, harness } = await scene(t, () => {});
  const calls = [call(client), call(client), call(client)];
  for (const got of calls) got.stream.write(message('x'));
  await until(() => witness.seen.length === 3, 'arrived');
  const atMs = performance.now();
  client.destroy();
  for (const seen of witness.seen) await waitForCancel(seen, atMs);
  await until(() => harness.ends.length === 3, 'ended');
  assert.deepEqual(new Set(harness.ends.map(end => end.kind)), new Set(['cancelled']));
});

test('a call that nobody forwarded yet', async t => {
  let forwardLate = () => {};
  const witness = await startWitness(() => {});
  t.after(() => witness.stop());
  const { client, harness } = await scene(t, () => {}, {
    onCall: (inbound, h) => {
      const [upstream] = h.upstreams;
      assert.ok(upstream !== undefined);
      forwardLate = () => inbound.forward(upstream, {}, { end: end => h.ends.push(end) });
    },
  });
  const got = call(client);
  got.stream.write(message('x'));
  await until(() => harness.calls.length === 1, 'arrived');
  got.stream.close(constants.NGHTTP2_CANCEL);
  await until(() => harness.openCalls === 0, 'closed');
  assert.equal(harness.calls[0]?.open, false);
  forwardLate();
  await until(() => harness.ends.length === 1, 'ended');
  assert.deepEqual(harness.ends, [{ kind: 'cancelled' }]);
});

test('thousands of cancels do not cost the replica’s connection, and no other call', {
  timeout: 15_000,
}, async t => {
  const { client, witness, harness } = await scene(t, seen => {
    if (valuesOf(seen.raw, 'slow').length > 0) setTimeout(() => answer(seen.stream), 1_500);
  });
  const slow = unary(client, ['slow', '1']);
  const others = Array.from({ length: 4 }, () => dial(harness.port));
  t.after(() => {
    for (const other of others) other.destroy();
  });
  for (let round = 0; round < 7; round++) {
    const seenBefore = witness.seen.length;
    const calls = others.flatMap(other => Array.from({ length: 100 }, () => call(other)));
    for (const got of calls) got.stream.write(message('x'));
    await until(() => witness.seen.length >= seenBefore + calls.length, 'arrived');
    for (const got of calls) got.stream.close(constants.NGHTTP2_CANCEL);
    await until(() => harness.openCalls <= 1, 'cancelled');
  }
  assert.deepEqual(valuesOf((await slow).trailers, 'grpc-status'), ['0']);
  assert.ok(witness.sessions.length > 1, 'calls moved to another connection');
  assert.deepEqual(
    harness.states.map(({ connected }) => connected),
    [true],
    'the replica never looked disconnected',
  );
});
