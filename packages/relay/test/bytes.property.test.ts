// Do bytes come out as they went in, however they are cut, refused and sent again?

import assert from 'node:assert/strict';
import { constants } from 'node:http2';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { type Harness, startRelay, until } from './director.ts';
import { call, dial, startWitness, valuesOf, type Witness } from './witness.ts';

const REPLAY_BYTES = 10_000;

let refusing: Witness;
let echoing: Witness;
let harness: Harness;
let client: ReturnType<typeof dial>;

before(async () => {
  // Refuses behind as many bytes as the request says.
  refusing = await startWitness(seen => {
    let left = Number(valuesOf(seen.raw, 'refuse-behind')[0]);
    const refuse = () => seen.stream.close(constants.NGHTTP2_REFUSED_STREAM);
    if (left === 0) refuse();
    seen.stream.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left <= 0) refuse();
    });
    seen.stream.on('end', refuse);
  });
  echoing = await startWitness(seen => {
    const sizes = JSON.parse(valuesOf(seen.raw, 'cut')[0] ?? '[]') as number[];
    seen.stream.on('end', () => {
      const body = Buffer.concat(seen.body);
      if (seen.stream.destroyed) return;
      seen.stream.respond([':status', '200', 'content-type', 'application/grpc'], { waitForTrailers: true });
      seen.stream.on('wantTrailers', () => seen.stream.sendTrailers({ 'grpc-status': '0' }));
      let at = 0;
      for (const size of sizes) {
        seen.stream.write(body.subarray(at, at + size));
        at += size;
      }
      seen.stream.end(body.subarray(at));
    });
  });
  harness = await startRelay([refusing.port, echoing.port], { replayBytes: REPLAY_BYTES });
  client = dial(harness.port);
});

after(async () => {
  client.destroy();
  await until(() => harness.openCalls === 0, 'closed');
  await harness.stop();
  refusing.stop();
  echoing.stop();
});

const sizes = fc.array(fc.oneof(fc.constantFrom(0, 1, 5, 16_384, 65_535), fc.nat(3_000)), { maxLength: 8 });

test('any request, cut anyhow, refused anywhere', { timeout: 30_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(sizes, sizes, fc.nat(12_000), async (pieces, cut, refuseBehind) => {
      const sent: Buffer[] = pieces.map((size, i) => Buffer.alloc(size, i + 1));
      const total = Buffer.concat(sent);
      const got = call(client, ['refuse-behind', String(refuseBehind), 'cut', JSON.stringify(cut)]);
      for (const piece of sent) got.stream.write(piece);
      got.stream.end();
      await got.closed;
      const status = valuesOf([...got.headers, ...got.trailers], 'grpc-status');
      if (total.length <= REPLAY_BYTES) assert.deepEqual(status, ['0']);
      // Longer: given up, unless the refusal came before the bytes did.
      else assert.ok(['0', '14'].includes(status[0] ?? ''), String(status));
      if (status[0] === '0') assert.ok(Buffer.concat(got.body).equals(total), 'the same bytes');
    }),
    { numRuns: 60 },
  );
});

test('afterwards the same connections still work, and nothing is open', async () => {
  const got = call(client, ['refuse-behind', '0', 'cut', '[]']);
  got.stream.end(Buffer.from('last'));
  await got.closed;
  assert.equal(String(Buffer.concat(got.body)), 'last');
  await until(() => harness.openCalls === 0, 'closed');
  assert.deepEqual([refusing.sessions.length, echoing.sessions.length], [1, 1]);
});
