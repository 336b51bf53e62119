// Does a call come out as it went in, in both directions?

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startRelay, until } from './director.ts';
import { answer, dial, message, startWitness, unary, valuesOf } from './witness.ts';

test('request headers, body and reply pass unchanged', async () => {
  const witness = await startWitness(seen => seen.stream.on('end', () => answer(seen.stream)));
  const relay = await startRelay([witness.port]);
  const client = dial(relay.port);
  const got = await unary(client, ['user-agent', 'x/1', 'a', '1', 'a', '2', 'b-bin', 'AAEC', 'a', '3']);
  const raw = witness.seen[0]?.raw ?? [];
  assert.deepEqual(valuesOf(raw, 'a'), ['1', '2', '3']);
  assert.deepEqual(valuesOf(raw, ':authority'), ['a.example:1234']);
  assert.deepEqual(valuesOf(raw, 'user-agent'), ['x/1']);
  assert.deepEqual(valuesOf(raw, 'te'), ['trailers']);
  assert.deepEqual(Buffer.concat(witness.seen[0]?.body ?? []), message('ask'));
  assert.deepEqual(Buffer.concat(got.body), message('reply'));
  assert.deepEqual(got.headers, [':status', '200', 'content-type', 'application/grpc']);
  assert.deepEqual(got.trailers, ['grpc-status', '0']);
  await until(() => relay.openCalls === 0, 'all closed');
  assert.deepEqual(
    relay.ends.map(end => end.kind),
    ['answered'],
  );
  client.close();
  await relay.stop();
  witness.stop();
});
