// What of each call is seen from outside? A SERVER span for queries and probes, and the metrics of queries.

import { type Span, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { ObserveCall } from 'prequal-grpc';
import { extractContext, isServerError, rpcAttributes, type StatusName } from 'program';
import type { BackendMetrics } from './metrics.ts';

export interface CallSpansOptions {
  readonly replica: string;
  /** Null while tracing is off. */
  readonly tracer: Tracer | null;
  readonly metrics: BackendMetrics;
}

/** Observes the calls of one replica. A span's parent is what the caller sent; a call that was cancelled first has none. */
export function observeCalls({ replica, tracer, metrics }: CallSpansOptions): ObserveCall {
  return ({ kind, path, rif }) => {
    const arrivedAtMs = performance.now();
    let span: Span | undefined;
    return {
      metadata: metadata => {
        if (tracer === null) return;
        const parent = extractContext(name => metadata.get(name)[0]?.toString());
        span = startSpan(tracer, path.slice(1), rif, arrivedAtMs, parent);
      },
      end: ({ status, durationMs }) => {
        if (span !== undefined) endSpan(span, status as StatusName);
        if (kind === 'query') metrics.queryEnded(replica, status, durationMs, span?.spanContext());
      },
    };
  };
}

function startSpan(
  tracer: Tracer,
  method: string,
  rif: number,
  startTime: number,
  parent: ReturnType<typeof extractContext>,
): Span {
  const attributes = {
    [rpcAttributes.system]: 'grpc',
    [rpcAttributes.method]: method,
    'prequal.server.rif': rif,
  };
  return tracer.startSpan(method, { kind: SpanKind.SERVER, startTime, attributes }, parent);
}

function endSpan(span: Span, status: StatusName): void {
  span.setAttribute(rpcAttributes.statusCode, status);
  if (isServerError(status)) {
    span.setAttribute(rpcAttributes.errorType, status);
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end(performance.now());
}
