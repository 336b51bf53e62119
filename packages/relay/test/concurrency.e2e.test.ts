// Do a thousand calls at a time, over eight connections, all come through?

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './director.ts';
import { scene } from './scene.ts';
import { answer, call, dial, message, unary, valuesOf } from './witness.ts';

const CALLS = 1_000;
const CONNECTIONS = 8;

test('a thousand calls over eight connections are open at once', { timeout: 20_000 }, async t => {
  let release = () => {};
  const allHere = new Promise<void>(resolve => {
    release = resolve;
  });
  const { harness, witness } = await scene(t, seen => {
    if (witness.seen.length === CALLS) release();
    void allHere.then(() => answer(seen.stream, message(`for ${valuesOf(seen.raw, 'n')[0]}`)));
  });
  const clients = Array.from({ length: CONNECTIONS }, () => dial(harness.port));
  t.after(() => {
    for (const client of clients) client.destroy();
  });
  const calls = Array.from({ length: CALLS }, async (_, n) => {
    const client = clients[n % CONNECTIONS];
    assert.ok(client !== undefined);
    const got = await unary(client, ['n', String(n)]);
    assert.deepEqual(Buffer.concat(got.body), message(`for ${n}`));
    return valuesOf(got.trailers, 'grpc-status')[0];
  });
  assert.deepEqual(new Set(await Promise.all(calls)), new Set(['0']));
  await until(() => harness.openCalls === 0, 'closed');
});

test('a thousand dialogues with large messages, on one connection', { timeout: 20_000 }, async t => {
  const { client, harness } = await scene(t, seen => {
    seen.stream.respond([':status', '200', 'content-type', 'application/grpc'], { waitForTrailers: true });
    seen.stream.on('wantTrailers', () => seen.stream.sendTrailers({ 'grpc-status': '0' }));
    seen.stream.pipe(seen.stream);
  });
  const body = Buffer.alloc(20_000, 3);
  const calls = Array.from({ length: CALLS }, async () => {
    const got = call(client);
    got.stream.write(body);
    await until(() => got.body.length > 0, 'first echo', 15_000);
    got.stream.end(body);
    await got.closed;
    assert.equal(Buffer.concat(got.body).length, 2 * body.length);
    assert.deepEqual(valuesOf(got.trailers, 'grpc-status'), ['0']);
  });
  await Promise.all(calls);
  assert.equal(harness.ends.length, CALLS);
});
