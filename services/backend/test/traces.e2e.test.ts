// The backend's spans as a collector gets them: parent from the caller, own identity, probes too, the last batch at the end.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as grpc from '@grpc/grpc-js';
import { Prober } from 'prequal-grpc';
import { OtlpSink } from '../../../packages/program/test/otlp-sink.ts';
import { startChild } from './child.ts';
import { methodOf, newClient } from './lab-backend.ts';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT_ID = '00f067aa0ba902b7';
const TRACEPARENT = `00-${TRACE_ID}-${PARENT_ID}-01`;

test('a query and a probe are SERVER spans of their callers', async context => {
  const sink = new OtlpSink();
  const endpoint = await sink.listen();
  const backend = await startChild({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, WORK_MEAN_MS: '20' });
  const client = newClient(backend.port);
  const prober = new Prober({ timeoutMs: () => 1000 });
  context.after(async () => {
    client.close();
    prober.close();
    await sink.close();
  });
  const metadata = new grpc.Metadata();
  metadata.set('traceparent', TRACEPARENT);
  const { path, requestSerialize, responseDeserialize } = methodOf('SayHello');
  await new Promise(resolve =>
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, { name: 'a' }, metadata, resolve),
  );
  await prober.probe({ replica: 'r', host: '127.0.0.1', port: backend.port }, { traceparent: TRACEPARENT });
  const page = await (await fetch(`http://127.0.0.1:${backend.metricsPort}/metrics`)).text();
  backend.process.kill('SIGTERM');
  assert.equal(await backend.exit, 0, backend.out());

  const byName = new Map(sink.spans.map(span => [span.name, span]));
  assert.deepEqual([...byName.keys()].sort(), [
    'helloworld.Greeter/SayHello',
    'prequal.v1.LoadReporter/Probe',
  ]);
  for (const [name, span] of byName) {
    assert.deepEqual([span.traceId, span.parentSpanId, span.kind], [TRACE_ID, PARENT_ID, 2], name);
    assert.equal(span.resource['service.name'], 'greeter-backend');
    assert.equal(span.resource['service.instance.id'], 'r1');
    assert.deepEqual(span.attributes, {
      'rpc.system.name': 'grpc',
      'rpc.method': name,
      'rpc.status_code': 'OK',
      'prequal.server.rif': name.includes('SayHello') ? 1 : 0,
    });
    assert.ok(Math.abs(span.startMs - Date.now()) < 60_000 && span.endMs >= span.startMs);
  }
  const queryId = byName.get('helloworld.Greeter/SayHello')?.spanId;
  assert.ok(
    page.includes(`# {trace_id="${TRACE_ID}",span_id="${queryId}"}`),
    'the exemplar leads to the query',
  );
});
