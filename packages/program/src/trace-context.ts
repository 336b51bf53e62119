// Trace context between processes, as string headers: what came in, what goes out. Knows no transport.

import { randomBytes } from 'node:crypto';
import { type Context, propagation, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';

const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}(-|$)/;
const NO_TRACE = '0'.repeat(32);

/** The context that the caller sent, by the propagators of OTEL_PROPAGATORS (W3C by default); the root when it sent none. */
export function extractContext(header: (name: string) => string | undefined): Context {
  return propagation.extract(ROOT_CONTEXT, header, { get: (from, key) => from(key), keys: () => [] });
}

/** Headers that make `span` the parent of what the receiver does. Baggage is not among them: it travels as it came. */
export function injectContext(span: Span): Record<string, string> {
  const headers: Record<string, string> = {};
  propagation.inject(trace.setSpan(ROOT_CONTEXT, span), headers, {
    set: (to, key, value) => {
      to[key.toLowerCase()] = value;
    },
  });
  return headers;
}

/** The trace id of a `traceparent` header, or a new random one: calls have an id also where tracing is off. */
export function traceIdOf(traceparent: string | undefined): string {
  const id = traceparent === undefined ? undefined : TRACEPARENT.exec(traceparent.trim())?.[1];
  return id === undefined || id === NO_TRACE ? randomBytes(16).toString('hex') : id;
}
