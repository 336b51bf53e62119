// A client that balances by itself over three servers: one becomes slow, one fails, one is restarted and one is killed.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { after, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as grpc from '@grpc/grpc-js';
import { registerPrequal } from 'prequal-grpc';
import { startCall } from './demo-server.ts';
import { LiveReplica } from './live-replica.ts';
import { until } from './until.ts';

const CALLS_PER_SECOND = 150;
const DEADLINE_MS = 5000;
/** Half of its part of three; without a stall of the machine it is a few percent. */
const SLOW_SHARE = 1 / 6;
/** For machines that stall: probes are slow there, and none may be lost for it. */
const PATIENT = { probeTimeoutMs: 2000, probeMaxAgeMs: 5000 };

const replicas = [new LiveReplica(), new LiveReplica(), new LiveReplica()] as const;
const [first, second] = replicas;
let client: grpc.Client;

before(async () => {
  registerPrequal();
  await Promise.all(replicas.map(replica => replica.start()));
  client = connect(replicas);
});

beforeEach(countAnew);

after(() => {
  client.close();
  for (const replica of replicas) replica.kill();
});

function connect(
  to: readonly LiveReplica[],
  config: object = PATIENT,
  credentials = grpc.credentials.createInsecure(),
): grpc.Client {
  return new grpc.Client(`ipv4:${to.map(({ address }) => address)}`, credentials, {
    'grpc.enable_http_proxy': 0,
    'grpc.use_local_subchannel_pool': 1,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ prequal: config }] }),
    'grpc.ssl_target_name_override': 'localhost',
  });
}

/** As many calls as the rate brings in `forMs`, one by one; when those started that ended in an error. */
async function load(forMs: number): Promise<number[]> {
  const ends: Promise<number | null>[] = [];
  for (let i = 0; i < (forMs / 1000) * CALLS_PER_SECOND; i++) {
    // Time that a stall of the machine takes is not made up for: in a burst every choice is made on the same reports.
    await new Promise(resolve => setTimeout(resolve, 1000 / CALLS_PER_SECOND));
    const sentMs = performance.now();
    const { ended } = startCall(client, 'SayHello', DEADLINE_MS);
    ends.push(ended.then(({ code }) => (code === grpc.status.OK ? null : sentMs)));
  }
  return (await Promise.all(ends)).filter(failed => failed !== null);
}

function countAnew(): void {
  for (const replica of replicas) replica.served = 0;
}

const shareOf = (replica: LiveReplica) =>
  replica.served / replicas.reduce((sum, { served }) => sum + served, 0);

/** A replica that was slow or away has to lose its old reports first: they are believed for up to five seconds. */
const servesAgain = (replica: LiveReplica) =>
  until(
    'it serves again',
    async () => {
      countAnew();
      await load(200);
      return replica.served > 0;
    },
    20_000,
  );

test('all three serve, and every one is probed over the connection of its calls', async () => {
  assert.deepEqual(await load(1000), []);
  for (const replica of replicas) {
    assert.ok(replica.served > 0, `${replicas.map(({ served }) => served)}`);
    assert.ok(replica.probes > 0);
    assert.equal(replica.peers.size, 1, 'one connection');
  }
});

test('an antagonist: the slow one gets clearly fewer calls, and comes back', async () => {
  first.workMs = 300;
  await load(1000);
  countAnew();
  assert.deepEqual(await load(1500), []);
  assert.ok(shareOf(first) <= SLOW_SHARE, `its share is ${shareOf(first)}`);
  first.workMs = 10;
  await servesAgain(first);
});

test('a sinkhole: one that fails at once is left alone after a few calls', async () => {
  second.fails = true;
  await load(1000);
  const failed = await load(1000);
  second.fails = false;
  // At most 2 % once it is set aside; a call on trial now and then.
  assert.ok(failed.length <= 0.02 * CALLS_PER_SECOND, `${failed.length} calls failed in the second second`);
  await servesAgain(second);
});

test('a restart: no call fails, and the replica is used again', async () => {
  const restarted = (async () => {
    await second.stop(600);
    await second.start();
  })();
  const failed = await load(1500);
  await restarted;
  assert.deepEqual(failed, []);
  await servesAgain(second);
});

test('a crash: no call fails but those in flight', async () => {
  let knownMs = Number.POSITIVE_INFINITY;
  setTimeout(async () => {
    second.kill();
    // What is sent before the client's socket can have told of it is in flight, too.
    for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
    knownMs = performance.now();
  }, 500);
  const failed = await load(1500);
  assert.deepEqual(
    failed.filter(sentMs => sentMs > knownMs),
    [],
  );
  await second.start();
  await servesAgain(second);
});

test('a wrong config fails every call with the reason', async () => {
  const quiet = { error: () => {}, info: () => {}, debug: () => {} };
  grpc.setLogger({ ...console, ...quiet });
  const wrong = connect(replicas, { mode: 'sync' });
  const details = await new Promise<string>(resolve => {
    const bytes = (value: Buffer) => value;
    wrong.makeUnaryRequest('/helloworld.Greeter/SayHello', bytes, bytes, Buffer.alloc(0), error =>
      resolve(error?.details ?? ''),
    );
  });
  wrong.close();
  grpc.setLogger(console);
  assert.match(details, /^ERR_PREQUAL_CONFIG: mode=sync is outside async: /);
});

test('over TLS, calls and probes alike', async () => {
  const pem = (name: string) => readFileSync(new URL(`tls/${name}.pem`, import.meta.url));
  const [certificate, key] = [pem('certificate'), pem('key')];
  const secure = new LiveReplica({
    credentials: grpc.ServerCredentials.createSsl(null, [{ cert_chain: certificate, private_key: key }]),
  });
  await secure.start();
  const own = connect([secure], PATIENT, grpc.credentials.createSsl(certificate));
  assert.equal((await startCall(own, 'SayHello', DEADLINE_MS).ended).code, grpc.status.OK);
  await until('it is probed', () => secure.probes > 0);
  assert.equal(secure.peers.size, 1, 'one connection');
  own.close();
  secure.kill();
});

test('a client that is not closed keeps no process alive', async () => {
  const path = fileURLToPath(new URL('unclosed-client.ts', import.meta.url));
  const child = spawn(process.execPath, [path, `ipv4:${first.address},${second.address}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 10_000,
  });
  const output: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  const [status] = (await once(child, 'exit')) as [number | null];
  assert.deepEqual([status, output.join('')], [0, 'OK\n']);
});
