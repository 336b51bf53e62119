// When is a replica connected, and how does the relay come back to it?

import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { type Harness, listening, startRelay, until } from './director.ts';
import { rawScene } from './scene.ts';
import { answer, dial, startWitness, unary, valuesOf } from './witness.ts';

async function stranger(
  t: TestContext,
  greet: (socket: Socket) => void,
): Promise<{ harness: Harness; server: Server }> {
  const server = createServer(socket => {
    socket.on('error', () => {});
    t.after(() => socket.destroy());
    greet(socket);
  });
  const harness = await startRelay([await listening(server)], { wait: false });
  t.after(async () => {
    await harness.stop();
    server.close();
  });
  return { harness, server };
}

test('connected once SETTINGS came, with the address in use', async t => {
  const witness = await startWitness(() => {});
  const harness = await startRelay([witness.port]);
  t.after(async () => {
    await harness.stop();
    witness.stop();
  });
  assert.deepEqual(harness.upstreams[0]?.peer, { address: '127.0.0.1', port: witness.port });
  assert.deepEqual(
    harness.states.map(({ connected, cause }) => [connected, cause]),
    [[true, `connected to 127.0.0.1:${witness.port}`]],
  );
});

test('a peer that speaks HTTP/1 is not connected, and is called so', async t => {
  const { harness } = await stranger(t, socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\nWhat?'));
  await until(() => harness.states.length > 0, 'said');
  assert.equal(harness.upstreams[0]?.connected, false);
  assert.match(harness.states[0]?.cause ?? '', /does not speak HTTP\/2/);
});

test('a peer that sends bytes without meaning', async t => {
  const { harness } = await stranger(t, socket => socket.write(Buffer.alloc(1_000, 0xff)));
  await until(() => harness.states.length > 0, 'said');
  assert.match(harness.states[0]?.cause ?? '', /does not speak HTTP\/2/);
});

test('a peer that closes, and one that says nothing', async t => {
  const { harness } = await stranger(t, socket => socket.end());
  const silent = await stranger(t, () => {});
  await until(() => harness.states.length > 0, 'said');
  assert.match(harness.states[0]?.cause ?? '', /closed before its HTTP\/2 SETTINGS/);
  await until(() => silent.harness.states.length > 0, 'said', 4_000);
  assert.match(silent.harness.states[0]?.cause ?? '', /no HTTP\/2 SETTINGS within/);
});

test('a refused port: one line, attempts after 100 ms doubling to 1 s', async t => {
  const server = createServer();
  const port = await listening(server);
  server.close();
  const harness = await startRelay([port], { wait: false });
  t.after(() => harness.stop());
  await new Promise(resolve => setTimeout(resolve, 900));
  assert.deepEqual(
    harness.states.map(({ cause }) => cause),
    [`cannot connect: connect ECONNREFUSED 127.0.0.1:${port}`],
  );
  // The attempts are at 0, 100, 300, 700 and 1500 ms: the replica is found at the fifth.
  const back = await startWitness(() => {}, { port });
  t.after(() => back.stop());
  const startMs = performance.now();
  await until(() => harness.upstreams[0]?.connected === true, 'found', 2_000);
  const tookMs = performance.now() - startMs;
  assert.ok(tookMs > 300 && tookMs < 1_000, `after ${tookMs} ms`);
});

test('a lost connection comes back after some 100 ms', async t => {
  const witness = await startWitness(seen => seen.stream.on('end', () => answer(seen.stream)));
  const harness = await startRelay([witness.port]);
  t.after(async () => {
    await harness.stop();
    witness.stop();
  });
  for (const socket of witness.sockets) socket.destroy();
  await until(() => harness.states.length === 3, 'back');
  const [, down, up] = harness.states;
  assert.deepEqual([down?.connected, up?.connected], [false, true]);
  assert.match(down?.cause ?? '', /closed the connection|connection lost/);
  const gapMs = (up?.atMs ?? 0) - (down?.atMs ?? 0);
  assert.ok(gapMs >= 80 && gapMs < 400, `after ${gapMs} ms`);
});

test('after GOAWAY the next connection is opened at once, and calls go there', async t => {
  const witness = await startWitness(seen => {
    if (witness.seen.length === 1) setTimeout(() => answer(seen.stream), 150);
    else seen.stream.on('end', () => answer(seen.stream));
  });
  const harness = await startRelay([witness.port]);
  const client = dial(harness.port);
  t.after(async () => {
    client.destroy();
    await harness.stop();
    witness.stop();
  });
  const slow = unary(client);
  await until(() => witness.seen.length === 1, 'arrived');
  witness.sessions[0]?.close();
  await until(() => harness.states.length === 3, 'back', 90);
  assert.match(harness.states[1]?.cause ?? '', /GOAWAY \(NO_ERROR\)/);
  assert.deepEqual(valuesOf((await unary(client)).trailers, 'grpc-status'), ['0']);
  assert.deepEqual(
    [witness.sessions.length, witness.seen[1]?.stream.id],
    [2, 1],
    'the new connection’s first',
  );
  assert.deepEqual(valuesOf((await slow).trailers, 'grpc-status'), ['0']);
  assert.deepEqual(
    harness.ends.map(end => end.kind),
    ['answered', 'answered'],
  );
});

test('a closed upstream lets its calls finish and does not come back', async t => {
  const { harness, peers } = await rawScene(t);
  const [upstream] = harness.upstreams;
  const statesBefore = harness.states.length;
  upstream?.close();
  upstream?.close();
  assert.equal(upstream?.connected, false);
  assert.equal(upstream?.peer, null);
  await until(() => peers[0]?.closed === true, 'closed');
  await new Promise(resolve => setTimeout(resolve, 250));
  assert.equal(peers.length, 1);
  assert.equal(harness.states.length, statesBefore);
});
