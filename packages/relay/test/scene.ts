// The usual cast of a test: one client, one relay, one replica; cleaned up when the test ends.

import assert from 'node:assert/strict';
import type { ClientHttp2Session } from 'node:http2';
import { createServer } from 'node:net';
import type { TestContext } from 'node:test';
import { type Harness, type HarnessOptions, listening, startRelay, until } from './director.ts';
import { FRAME, frame, PREFACE, RawPeer } from './raw-frames.ts';
import { type Behave, dial, startWitness, type Witness, type WitnessOptions } from './witness.ts';

export interface Scene {
  readonly client: ClientHttp2Session;
  readonly harness: Harness;
  readonly witness: Witness;
}

export async function scene(
  t: TestContext,
  behave: Behave,
  options: HarnessOptions = {},
  witnessOptions: WitnessOptions = {},
): Promise<Scene> {
  const witness = await startWitness(behave, witnessOptions);
  const harness = await startRelay([witness.port], options);
  const client = dial(harness.port);
  t.after(async () => {
    client.destroy();
    // Whatever happened: every call was closed, exactly once.
    await until(() => harness.openCalls === 0, 'every call closed');
    await harness.stop();
    witness.stop();
    assert.deepEqual(harness.protocolErrors, []);
  });
  return { client, harness, witness };
}

/** A replica made of frames by hand; `peers` are its connections, in order. */
export async function rawScene(t: TestContext): Promise<{ harness: Harness; peers: RawPeer[] }> {
  const server = createServer();
  const peers: RawPeer[] = [];
  server.on('connection', socket => {
    const peer = new RawPeer(socket, PREFACE.length);
    peers.push(peer);
    peer.send(frame(FRAME.SETTINGS, 0, 0));
  });
  const harness = await startRelay([await listening(server)]);
  t.after(async () => {
    await harness.stop();
    server.close();
    for (const peer of peers) peer.socket.destroy();
  });
  return { harness, peers };
}
