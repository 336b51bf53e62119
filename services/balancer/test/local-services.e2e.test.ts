// What the balancer answers itself: its own health. Everything else goes to the replicas, the probe service to nobody.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import { startTestBalancer, type TestBalancer, until } from './support/test-balancer.ts';
import { TestReplica } from './support/test-replica.ts';

const CHECK = '/grpc.health.v1.Health/Check';
const WATCH = '/grpc.health.v1.Health/Watch';
const SERVING = '0801';
const NOT_SERVING = '0802';
const EMPTY = [Buffer.alloc(0)];

const hex = (messages: readonly Buffer[]) => messages.map(message => message.toString('hex'));

describe('local services', () => {
  let replica: TestReplica;
  let test: TestBalancer;
  before(async () => {
    replica = await TestReplica.start('r');
    test = await startTestBalancer([replica]);
  });
  after(async () => {
    await test.stop();
    replica.kill();
  });

  it('answers health for the name "" itself', async () => {
    const result = await test.client.call({ path: CHECK, messages: EMPTY });
    assert.equal(result.code, status.OK);
    assert.deepEqual(hex(result.messages), [SERVING]);
    assert.equal(replica.seen.length, 0);
  });

  it('forwards health for other names, reflection, and what nobody knows', async () => {
    const named = await test.client.call({ path: CHECK, messages: [Buffer.from('0a0161', 'hex')] });
    assert.deepEqual(named.messages.map(String), ['r:\n\x01a']);
    const path = '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo';
    const reflection = await test.client.call({ path });
    assert.deepEqual(reflection.messages.map(String), ['r:ping']);
    const unknown = await test.client.call({ path: '/no.Such/Method' });
    assert.equal(unknown.code, status.UNIMPLEMENTED);
    assert.match(unknown.details, /method/i);
  });

  it('offers the probe service to nobody', async () => {
    const result = await test.client.call({ path: '/prequal.v1.LoadReporter/Probe' });
    assert.equal(result.code, status.UNIMPLEMENTED);
    assert.match(result.details, /not offered/);
    assert.equal((await test.series('prequal_refused_total')).get('reason=reserved'), 1);
  });

  it('tells watchers of every change, until it drains', async () => {
    const own = await TestReplica.start('own');
    const other = await startTestBalancer([own]);
    const got: string[] = [];
    const onCall = (call: ClientDuplexStream<Buffer, Buffer>) =>
      call.on('data', (message: Buffer) => got.push(message.toString('hex')));
    const watching = other.client.call({ path: WATCH, messages: EMPTY, onCall });
    await until(() => got.length === 1);
    own.kill();
    await until(() => got.length === 2);
    assert.equal((await other.get('/readyz')).status, 503);
    const again = await TestReplica.start('own', { port: own.port });
    await until(() => got.length === 3);
    assert.equal((await other.get('/readyz')).status, 200);
    await other.stop();
    const { code } = await watching;
    assert.equal(code, status.UNAVAILABLE);
    assert.deepEqual(got, [SERVING, NOT_SERVING, SERVING, NOT_SERVING]);
    again.kill();
  });
});
