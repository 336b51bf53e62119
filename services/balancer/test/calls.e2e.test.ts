// Calls through the balancer as client and replica see them: four kinds, headers, trailers, deadlines, cancellation.

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { status } from '@grpc/grpc-js';
import { trailer } from './support/raw-grpc.ts';
import { startTestBalancer, type TestBalancer, until } from './support/test-balancer.ts';
import { TestReplica } from './support/test-replica.ts';

describe('calls', () => {
  let replica: TestReplica;
  let test: TestBalancer;
  before(async () => {
    replica = await TestReplica.start('r');
    test = await startTestBalancer([replica]);
  });
  beforeEach(() => {
    replica.seen.length = 0;
    replica.workMs = 0;
    replica.fails = null;
    replica.trailers = {};
  });
  after(async () => {
    await test.stop();
    replica.kill();
  });

  const kinds: [string, string[]][] = [
    ['unary', ['one']],
    ['client or bidirectional streaming', ['one', 'two', 'three']],
    ['no message at all', []],
  ];
  for (const [kind, texts] of kinds) {
    it(`carries ${kind}`, async () => {
      const result = await test.client.call({ messages: texts.map(text => Buffer.from(text)) });
      assert.equal(result.code, status.OK, result.details);
      assert.deepEqual(
        result.messages.map(String),
        texts.map(text => `r:${text}`),
      );
    });
  }

  it('tells who served and under which trace, in trailers', async () => {
    const result = await test.client.call();
    assert.equal(trailer(result, 'x-prequal-replica'), replica.id);
    assert.match(trailer(result, 'x-prequal-trace-id') ?? '', /^[\da-f]{32}$/);
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
    const traced = await test.client.call({ metadata: { traceparent } });
    assert.equal(trailer(traced, 'x-prequal-trace-id'), traceId);
    assert.deepEqual(replica.seen[1]?.metadata.get('traceparent'), [traceparent], 'forwarded untouched');
  });

  it('passes metadata both ways, drops what clients may not say, keeps load trailers to itself', async () => {
    replica.trailers = {
      'x-prequal-rif': '3',
      'x-prequal-latency-us': '4000',
      'x-end': 'e',
      'x-end-bin': 'AA==',
    };
    const metadata = {
      'x-a': 'b',
      'x-raw-bin': 'bytes',
      'x-prequal-replica': 'spoofed',
      'x-prequal-rif': '0',
    };
    const result = await test.client.call({ metadata });
    const seen = replica.seen[0]?.metadata.getMap();
    assert.equal(seen?.['x-a'], 'b');
    assert.equal(String(seen?.['x-raw-bin']), 'bytes');
    assert.deepEqual(
      Object.keys(seen ?? {}).filter(name => name.startsWith('x-prequal')),
      [],
    );
    assert.equal(result.headers.get('x-from')[0], 'r');
    assert.equal(trailer(result, 'x-end'), 'e');
    assert.equal(trailer(result, 'x-prequal-rif'), undefined);
    assert.equal(trailer(result, 'x-prequal-latency-us'), undefined);
  });

  it('passes a status and its message', async () => {
    replica.fails = { code: status.FAILED_PRECONDITION, details: 'größer' };
    const result = await test.client.call({ messages: [] });
    assert.equal(result.code, status.FAILED_PRECONDITION);
    assert.equal(result.details, 'größer');
    assert.equal(trailer(result, 'x-prequal-replica'), replica.id);
    const { json } = await test.get('/replicas');
    assert.equal((json.replicas as { errors: number }[])[0]?.errors, 1);
  });

  it('forwards the remaining deadline and enforces it', async () => {
    replica.workMs = 2000;
    const startMs = performance.now();
    const result = await test.client.call({ deadlineMs: 300 });
    const tookMs = performance.now() - startMs;
    assert.equal(result.code, status.DEADLINE_EXCEEDED);
    assert.ok(tookMs > 250 && tookMs < 500, `${tookMs} ms`);
    const seen = replica.seen[0];
    assert.ok(
      seen !== undefined && seen.deadlineMs <= 300 && seen.deadlineMs > 100,
      `${seen?.deadlineMs} ms`,
    );
    await until(() => seen.cancelled);
    await until(
      async () => (await test.series('prequal_queries_in_flight')).get(`replica=${replica.id}`) === 0,
    );
  });

  it('hands a cancel on, and counts the query as over', async () => {
    replica.workMs = 5000;
    const calling = test.client.call({ onCall: call => setTimeout(() => call.cancel(), 100) });
    assert.equal((await calling).code, status.CANCELLED);
    await until(() => replica.seen[0]?.cancelled === true, 1000);
    const series = await test.series('prequal_queries_total');
    assert.equal(series.get(`policy=prequal,replica=${replica.id},code=CANCELLED`), 1);
  });

  it('REPLY_INFO=off adds nothing', async () => {
    const silent = await startTestBalancer([replica], { REPLY_INFO: 'off' });
    const result = await silent.client.call();
    assert.deepEqual(
      Object.keys(result.trailers.getMap()).filter(name => name.startsWith('x-prequal')),
      [],
    );
    await silent.stop();
  });
});
