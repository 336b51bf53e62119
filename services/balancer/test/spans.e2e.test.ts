// The traces of real calls, as a collector receives them: parentage, links, attributes.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { OtlpSink, type SinkSpan } from '../../../packages/program/test/otlp-sink.ts';
import { freePorts, type Program, startBackend, startBalancer } from './support/processes.ts';
import { RawClient, trailer } from './support/raw-grpc.ts';
import { RawReplica } from './support/raw-replica.ts';
import { sleep, until } from './support/test-balancer.ts';

const HELLO = '/helloworld.Greeter/SayHello';
const NAME = [Buffer.from('0a0161', 'hex')];
const SERVER = 2;
const CLIENT = 3;

describe('spans', () => {
  const sink = new OtlpSink();
  const programs: Program[] = [];
  let client: RawClient;
  let backendPorts: number[] = [];
  let balancerPort = 0;
  let otel: Record<string, string> = {};

  before(async () => {
    otel = { OTEL_EXPORTER_OTLP_ENDPOINT: await sink.listen(), OTEL_BSP_SCHEDULE_DELAY: '50' };
    [balancerPort = 0, ...backendPorts] = await freePorts(4);
    for (const [i, port] of backendPorts.entries()) programs.push(startBackend(port, `backend-${i}`, otel));
    await Promise.all(programs.map(program => program.said(/gRPC on/)));
    const balancer = startBalancer(balancerPort, backendPorts, { ...otel, MODE: 'async' });
    programs.push(balancer);
    await until(() => balancer.out.split('disconnected -> available').length > 3, 10_000);
    client = new RawClient(balancerPort);
    for (let i = 0; i < 20; i++) await client.call({ path: HELLO, messages: NAME });
  });
  after(async () => {
    client.close();
    for (const program of programs) await program.end();
    await sink.close();
  });

  /** The spans of one trace, once `count` are there. */
  async function trace(traceId: string, count: number): Promise<SinkSpan[]> {
    const found = () => sink.spans.filter(span => span.traceId === traceId);
    await until(() => found().length >= count, 5000);
    return found();
  }
  const one = (spans: readonly SinkSpan[], what: (span: SinkSpan) => boolean): SinkSpan => {
    const found = spans.filter(what);
    assert.equal(found.length, 1, JSON.stringify(spans.map(({ name, kind }) => [name, kind])));
    return found[0] as SinkSpan;
  };
  const fromBalancer = ({ resource }: SinkSpan) => resource['service.name'] === 'prequal-balancer';

  it('makes one trace of a call: server, pick and client side by side, the replica below', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const result = await client.call({ path: HELLO, messages: NAME, metadata: { traceparent } });
    const traceId = trailer(result, 'x-prequal-trace-id') ?? '';
    assert.equal(traceId, '4bf92f3577b34da6a3ce929d0e0e4736');
    const spans = await trace(traceId, 4);
    const server = one(spans, span => span.kind === SERVER && fromBalancer(span));
    const pick = one(spans, span => span.name === 'prequal.pick');
    const attempt = one(spans, span => span.kind === CLIENT && fromBalancer(span));
    const replica = one(spans, span => span.kind === SERVER && !fromBalancer(span));
    assert.equal(server.name, 'helloworld.Greeter/SayHello');
    assert.equal(server.parentSpanId, '00f067aa0ba902b7');
    assert.deepEqual(
      [pick, attempt].map(span => span.parentSpanId),
      [server.spanId, server.spanId],
    );
    assert.equal(replica.parentSpanId, attempt.spanId);
    assert.equal(server.attributes['rpc.system.name'], 'grpc');
    assert.equal(server.attributes['rpc.method'], 'helloworld.Greeter/SayHello');
    assert.equal(server.attributes['rpc.status_code'], 'OK');
    assert.equal(attempt.attributes['prequal.attempt'], 1);
    assert.equal(attempt.attributes['network.peer.address'], '127.0.0.1');
    const replicaId = trailer(result, 'x-prequal-replica');
    assert.equal(`127.0.0.1:${attempt.attributes['network.peer.port']}`, replicaId);
    assert.equal(attempt.attributes['prequal.replica.id'], replicaId);
    assert.equal(pick.attributes['prequal.replica.id'], replicaId);
    assert.ok(
      server.startMs <= pick.startMs && pick.endMs <= attempt.endMs && attempt.endMs <= server.endMs + 1,
    );
    assert.ok(pick.endMs - pick.startMs < 5, 'a pick takes microseconds');
  });

  it('tells in the pick span what the pool held and which report decided, with a link to it', async () => {
    const result = await client.call({ path: HELLO, messages: NAME });
    const spans = await trace(trailer(result, 'x-prequal-trace-id') ?? '', 3);
    const pick = one(spans, span => span.name === 'prequal.pick');
    const { attributes } = pick;
    assert.equal(attributes['prequal.policy'], 'prequal');
    assert.equal(attributes['prequal.mode'], 'async');
    assert.equal(attributes['prequal.regime'], 'small');
    assert.equal(attributes['prequal.pool.capacity'], 3);
    assert.ok(['cold', 'hot'].includes(String(attributes['prequal.decision.rule'])));
    assert.ok(Number(attributes['prequal.probe.age']) < 1);
    const ids = attributes['prequal.candidates.ids'] as string[];
    assert.equal(ids.length, attributes['prequal.pool.size']);
    for (const name of ['rif', 'latency', 'age', 'uses_left', 'hot']) {
      assert.equal((attributes[`prequal.candidates.${name}`] as unknown[]).length, ids.length, name);
    }
    const [link] = pick.links;
    const role = link?.attributes['prequal.link.role'];
    await until(() => sink.spans.some(span => span.spanId === link?.spanId), 2000);
    const source = one(sink.spans, span => span.spanId === link?.spanId);
    assert.equal(source.name, role === 'probe_used' ? 'prequal.probe' : 'helloworld.Greeter/SayHello');
    assert.equal(source.attributes['prequal.replica.id'], attributes['prequal.replica.id']);
  });

  it('gives each probe a trace of its own, with a link to the query that triggered it', async () => {
    // A loaded machine halves the probe rate: not every query triggers one.
    const servers = () => new Map(sink.spans.filter(fromBalancer).map(span => [span.spanId, span]));
    const triggered = () =>
      sink.spans.filter(span => span.name === 'prequal.probe' && servers().has(span.links[0]?.spanId ?? ''));
    await until(async () => {
      await client.call({ path: HELLO, messages: NAME });
      return triggered().length > 0;
    });
    const [probe] = triggered();
    assert.ok(probe);
    const server = servers().get(probe.links[0]?.spanId ?? '');
    assert.equal(server?.kind, SERVER);
    assert.equal(probe.kind, CLIENT);
    assert.equal(probe.parentSpanId, '');
    assert.notEqual(probe.traceId, server?.traceId);
    assert.equal(probe.links[0]?.attributes['prequal.link.role'], 'trigger');
    assert.equal(probe.attributes['prequal.probe.outcome'], 'ok');
    assert.ok(Number(probe.attributes['prequal.probe.rif']) >= 0);
    assert.match(String(probe.attributes['prequal.replica.id']), /^127\.0\.0\.1:\d+$/);
  });

  it('uses both kinds of report, and says which', async () => {
    for (let i = 0; i < 50; i++) await client.call({ path: HELLO, messages: NAME });
    const roles = () =>
      new Set(sink.spans.flatMap(span => span.links.map(link => link.attributes['prequal.link.role'])));
    await until(
      () => roles().has('probe_used') && roles().has('trailer_used') && roles().has('trigger'),
      5000,
    );
  });

  it('shows a retry as a second pair of pick and attempt', async () => {
    const refuser = new RawReplica('refuse');
    const [port = 0] = await freePorts(1);
    const refusing = Number((await refuser.listen()).split(':')[1]);
    const balancer = startBalancer(port, [refusing, backendPorts[0] ?? 0], {
      ...otel,
      POLICY: 'round_robin',
    });
    const retrying = new RawClient(port);
    await until(() => balancer.out.split('disconnected -> available').length > 2, 10_000);
    let result = await retrying.call({ path: HELLO, messages: NAME });
    if (refuser.calls === 0) result = await retrying.call({ path: HELLO, messages: NAME });
    const spans = await trace(trailer(result, 'x-prequal-trace-id') ?? '', 6);
    retrying.close();
    refuser.close();
    await balancer.end();
    assert.equal(spans.filter(span => span.name === 'prequal.pick').length, 2);
    const attempts = spans.filter(span => span.kind === CLIENT).sort((a, b) => a.startMs - b.startMs);
    const shown = attempts.map(({ attributes }) => [
      attributes['prequal.attempt'],
      attributes['rpc.status_code'],
      attributes['network.peer.port'],
    ]);
    assert.deepEqual(shown, [
      [1, 'UNAVAILABLE', refusing],
      [2, 'OK', backendPorts[0]],
    ]);
  });

  it('shows a failed call as what it is', async () => {
    const unknown = await client.call({ path: '/no.Such/Method' });
    const spans = await trace(trailer(unknown, 'x-prequal-trace-id') ?? '', 3);
    const server = one(spans, span => span.kind === SERVER && fromBalancer(span));
    assert.equal(server.attributes['rpc.status_code'], 'UNIMPLEMENTED');
    assert.equal(server.attributes['error.type'], 'UNIMPLEMENTED');
    assert.equal(server.statusCode, 2);
  });

  it('leaves an exemplar of the trace in the latency series', async () => {
    const [, , , balancer] = programs;
    const port = /metrics +http:\/\/127\.0\.0\.1:(\d+)/.exec(balancer?.out ?? '')?.[1];
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const exemplar =
      /prequal_query_duration_seconds_bucket\{[^}]*\} \d+ # \{trace_id="([\da-f]{32})",span_id="([\da-f]{16})"\}/.exec(
        text,
      );
    assert.ok(exemplar, 'no exemplar');
    await sleep(200);
    assert.ok(sink.spans.some(span => span.traceId === exemplar[1] && span.spanId === exemplar[2]));
  });
});
