// The replica's spans: names, attributes, parent, error rule, and none where tracing is off.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Metadata } from '@grpc/grpc-js';
import {
  type Attributes,
  type Context,
  propagation,
  type Span,
  type SpanContext,
  type SpanOptions,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { observeCalls } from '../src/call-spans.ts';
import { BackendMetrics } from '../src/metrics.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const PATH = '/helloworld.Greeter/SayHello';

interface Recorded {
  name: string;
  options: SpanOptions;
  parent: SpanContext | undefined;
  attributes: Attributes;
  code: SpanStatusCode;
  endedAtMs: number | undefined;
}

const spans: Recorded[] = [];
const metrics = new BackendMetrics(() => []);
metrics.addReplica('r1');

/** A tracer that records what it is asked for, without the SDK. */
const tracer = {
  startSpan: (name: string, options: SpanOptions, context: Context) => {
    const recorded: Recorded = {
      name,
      options,
      parent: trace.getSpanContext(context),
      attributes: { ...options.attributes },
      code: SpanStatusCode.UNSET,
      endedAtMs: undefined,
    };
    spans.push(recorded);
    return {
      setAttribute: (key: string, value: string) => Object.assign(recorded.attributes, { [key]: value }),
      setStatus: ({ code }: { code: SpanStatusCode }) => Object.assign(recorded, { code }),
      end: (endedAtMs: number) => Object.assign(recorded, { endedAtMs }),
      spanContext: () => ({ traceId: TRACE_ID, spanId: 'b7ad6b7169203331', traceFlags: 1 }),
    } as unknown as Span;
  },
} as unknown as Tracer;

propagation.setGlobalPropagator({
  inject: () => {},
  extract: (context, carrier, getter) => {
    const [, traceId = '', spanId = ''] = String(getter.get(carrier, 'traceparent') ?? '').split('-');
    return traceId === '' ? context : trace.setSpanContext(context, { traceId, spanId, traceFlags: 1 });
  },
  fields: () => ['traceparent'],
});
after(() => propagation.disable());

function call(kind: 'query' | 'probe', status: string, of: Tracer | null = tracer): Recorded | undefined {
  spans.length = 0;
  const observer = observeCalls({ replica: 'r1', tracer: of, metrics })({ kind, path: PATH, rif: 7 });
  const metadata = new Metadata();
  metadata.set('traceparent', `00-${TRACE_ID}-00f067aa0ba902b7-01`);
  observer.metadata?.(metadata);
  observer.end({ status, durationMs: 5 });
  return spans[0];
}

for (const kind of ['query', 'probe'] as const) {
  test(`a ${kind} is a SERVER span, child of what the caller sent`, () => {
    const span = call(kind, 'OK');
    assert.equal(span?.name, 'helloworld.Greeter/SayHello');
    assert.equal(span.options.kind, 1, 'SERVER');
    assert.deepEqual([span.parent?.traceId, span.parent?.spanId], [TRACE_ID, '00f067aa0ba902b7']);
    assert.deepEqual(span.attributes, {
      'rpc.system.name': 'grpc',
      'rpc.method': 'helloworld.Greeter/SayHello',
      'prequal.server.rif': 7,
      'rpc.status_code': 'OK',
    });
    assert.equal(span.code, SpanStatusCode.UNSET);
    assert.ok((span.endedAtMs ?? 0) >= Number(span.options.startTime));
  });
}

test("a server's span is an error for the statuses that are its fault, no others", () => {
  const broken = call('query', 'UNAVAILABLE');
  assert.equal(broken?.code, SpanStatusCode.ERROR);
  assert.equal(broken?.attributes['error.type'], 'UNAVAILABLE');
  const refused = call('query', 'NOT_FOUND');
  assert.equal(refused?.code, SpanStatusCode.UNSET);
  assert.equal(refused?.attributes['error.type'], undefined);
});

test('without a tracer there are no spans, and queries count all the same; probes do not count', async () => {
  const count = async () => Number(/code="ABORTED"\} (\d+)/.exec(await metrics.page())?.[1]);
  assert.equal(call('query', 'ABORTED', null), undefined);
  assert.equal(await count(), 1);
  call('probe', 'ABORTED');
  assert.equal(await count(), 1);
});
