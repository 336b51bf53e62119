// Is a call's deadline one point in time, on both sides?

import assert from 'node:assert/strict';
import { constants } from 'node:http2';
import { test } from 'node:test';
import { parseTimeout } from '../src/deadline.ts';
import { forward, startRelay, until } from './director.ts';
import { scene } from './scene.ts';
import { answer, call, dial, message, startWitness, unary, valuesOf } from './witness.ts';

const END_STREAM = 1;

test('the remaining time is forwarded: positive, and less than was received', async t => {
  const { client, witness } = await scene(t, seen => seen.stream.on('end', () => answer(seen.stream)), {
    onCall: (inbound, harness) => setTimeout(() => forward(inbound, harness), 40),
  });
  await unary(client, ['grpc-timeout', '5S']);
  const [sent] = valuesOf(witness.seen[0]?.raw ?? [], 'grpc-timeout');
  const leftMs = parseTimeout(sent ?? '') ?? 0;
  assert.ok(leftMs > 4_000 && leftMs <= 4_961, String(sent));
});

test('no timeout stays no timeout', async t => {
  const { client, witness, harness } = await scene(t, seen =>
    seen.stream.on('end', () => answer(seen.stream)),
  );
  await unary(client);
  assert.deepEqual(valuesOf(witness.seen[0]?.raw ?? [], 'grpc-timeout'), []);
  assert.equal(harness.calls[0]?.deadlineAtMs, null);
});

test('a very long timeout is no short one', async t => {
  const { client, witness } = await scene(t, seen => seen.stream.on('end', () => answer(seen.stream)));
  const got = await unary(client, ['grpc-timeout', '99999999H']);
  assert.deepEqual(got.trailers, ['grpc-status', '0']);
  assert.deepEqual(valuesOf(witness.seen[0]?.raw ?? [], 'grpc-timeout'), ['99999998H']);
});

test('it passes before the answer: trailers-only for the client, a cancel for the replica', async t => {
  const { client, witness, harness } = await scene(t, () => {}, { trailers: [['x-prequal-replica', 'r']] });
  const start = performance.now();
  const got = await unary(client, ['grpc-timeout', '100m']);
  const ms = performance.now() - start;
  assert.ok(ms >= 99 && ms < 150, `after ${ms} ms`);
  assert.ok(got.flags & END_STREAM);
  assert.deepEqual(valuesOf(got.headers, 'grpc-status'), ['4']);
  assert.deepEqual(valuesOf(got.headers, 'x-prequal-replica'), ['r']);
  await until(() => witness.seen[0]?.closed === true, 'the replica saw it', 100);
  assert.equal(witness.seen[0]?.rstCode, constants.NGHTTP2_CANCEL);
  assert.deepEqual(harness.ends, [{ kind: 'deadline' }]);
});

test('it passes in the middle of the answer: trailers', async t => {
  const { client, witness } = await scene(t, seen => {
    seen.stream.respond([':status', '200', 'content-type', 'application/grpc'], { waitForTrailers: true });
    seen.stream.write(message('first'));
  });
  const got = await unary(client, ['grpc-timeout', '100m']);
  assert.deepEqual(Buffer.concat(got.body), message('first'));
  assert.deepEqual(valuesOf(got.trailers, 'grpc-status'), ['4']);
  await until(() => witness.seen[0]?.closed === true, 'the replica saw it', 100);
});

test('it passes before the call is forwarded: the replica never hears of it', async t => {
  const { client, witness, harness } = await scene(t, seen => answer(seen.stream), {
    onCall: (inbound, h) => setTimeout(() => forward(inbound, h), 60),
  });
  const got = await unary(client, ['grpc-timeout', '20m']);
  assert.deepEqual(valuesOf(got.headers, 'grpc-status'), ['4']);
  await until(() => harness.ends.length === 1, 'the attempt ended');
  assert.deepEqual(harness.ends, [{ kind: 'deadline' }]);
  assert.equal(witness.seen.length, 0);
});

test('it had passed on arrival', async t => {
  const { client, witness, harness } = await scene(t, seen => answer(seen.stream));
  for (const timeout of ['1n', '0S']) {
    const got = await unary(client, ['grpc-timeout', timeout]);
    assert.deepEqual(valuesOf(got.headers, 'grpc-status'), ['4'], timeout);
  }
  await until(() => harness.ends.length === 2, 'both ended');
  assert.equal(witness.seen.length, 0);
});

test('a garbled timeout is refused by name, and never forwarded', async t => {
  const { client, witness, harness } = await scene(t, seen => answer(seen.stream));
  for (const timeout of ['5', '5s', '123456789m', 'x', '']) {
    const got = await unary(client, ['grpc-timeout', timeout]);
    assert.deepEqual(valuesOf(got.headers, 'grpc-status'), ['13'], timeout);
    assert.ok(valuesOf(got.headers, 'grpc-message')[0]?.endsWith(timeout));
  }
  assert.equal(witness.seen.length, 0);
  assert.equal(harness.calls.length, 0);
});

test('it is not started again for another attempt', async t => {
  const first = await startWitness(seen =>
    setTimeout(() => seen.stream.close(constants.NGHTTP2_REFUSED_STREAM), 60),
  );
  const second = await startWitness(seen => seen.stream.on('end', () => answer(seen.stream)));
  const harness = await startRelay([first.port, second.port]);
  const client = dial(harness.port);
  t.after(async () => {
    client.destroy();
    await harness.stop();
    first.stop();
    second.stop();
  });
  await unary(client, ['grpc-timeout', '2S']);
  const [before] = valuesOf(first.seen[0]?.raw ?? [], 'grpc-timeout');
  const [after] = valuesOf(second.seen[0]?.raw ?? [], 'grpc-timeout');
  const spentMs = (parseTimeout(before ?? '') ?? 0) - (parseTimeout(after ?? '') ?? 0);
  assert.ok(spentMs >= 55 && spentMs < 1_000, `${before} then ${after}`);
});

test('it passes while the client does not read: the call is cut', async t => {
  const { client, witness, harness } = await scene(t, seen => {
    seen.stream.respond([':status', '200', 'content-type', 'application/grpc'], { waitForTrailers: true });
    seen.stream.write(Buffer.alloc(1_000_000));
  });
  const got = call(client, ['grpc-timeout', '100m']);
  got.stream.pause();
  got.stream.end(message('x'));
  await until(() => witness.seen[0]?.closed === true, 'the replica saw it', 400);
  await until(() => harness.openCalls === 0, 'the call was closed', 2_000);
});
