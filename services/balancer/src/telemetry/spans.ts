// The balancer's four spans and their links. With tracing off there are none, and nothing is paid.

import {
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { Decision, LoadReport } from 'prequal';
import { extractContext, isServerError, rpcAttributes as rpc, type StatusName } from 'program';
import type { MethodName } from '../calls/method-names.ts';
import type { Member } from '../replicas/members.ts';
import type { Replica } from '../replicas/replicas.ts';
import { pickAttributes } from './pick-attributes.ts';
import { SpanRefs } from './span-refs.ts';

/** Exemplar labels; only of sampled spans, or the link is dead. */
export type Exemplar = { readonly trace_id: string; readonly span_id: string };

export type ProbeOutcome = 'ok' | 'timeout' | 'error' | 'invalid' | 'unimplemented';

const PROBE_METHOD = 'prequal.v1.LoadReporter/Probe';

export class Spans {
  readonly #tracer: Tracer | null;
  readonly #refs = new SpanRefs();

  constructor(tracer: Tracer | null) {
    this.#tracer = tracer;
  }

  /** SERVER: one call, from receipt to end; child of the client's span where it sent one. */
  startServer(
    method: MethodName,
    header: (name: string) => string | undefined,
    startMs: number,
  ): Span | null {
    if (this.#tracer === null) return null;
    const options = { kind: SpanKind.SERVER, attributes: methodAttributes(method), startTime: startMs };
    return this.#tracer.startSpan(method.name, options, extractContext(header));
  }

  /** INTERNAL: one decision, with a link to what brought the report that decided. */
  pick(server: Span, decision: Decision, startMs: number, endMs: number): Exemplar | undefined {
    if (this.#tracer === null) return undefined;
    const source = this.#refs.get(decision.ref);
    const links = source === undefined ? [] : [linkTo(source.context, source.role)];
    const span = this.#tracer.startSpan(
      'prequal.pick',
      { startTime: startMs, attributes: pickAttributes(decision), links },
      trace.setSpan(ROOT_CONTEXT, server),
    );
    span.end(endMs);
    return exemplarOf(span);
  }

  /** CLIENT: one attempt at one replica. */
  startClient(
    server: Span,
    method: MethodName,
    { member, upstream }: Replica,
    attempt: number,
    startMs: number,
  ): Span | null {
    if (this.#tracer === null) return null;
    const { peer } = upstream;
    const attributes = {
      ...methodAttributes(method),
      [rpc.serverAddress]: member.configuredHost,
      [rpc.serverPort]: member.port,
      ...(peer && { [rpc.peerAddress]: peer.address, [rpc.peerPort]: peer.port }),
      'prequal.replica.id': member.id,
      'prequal.attempt': attempt,
    };
    const options = { kind: SpanKind.CLIENT, attributes, startTime: startMs };
    return this.#tracer.startSpan(method.name, options, trace.setSpan(ROOT_CONTEXT, server));
  }

  /** CLIENT, a trace of its own: it outlives the query that triggered it, and its answer serves others. */
  startProbe(member: Member, trigger: Span | null, startMs: number): Span | null {
    if (this.#tracer === null) return null;
    const attributes = {
      ...methodAttributes({ name: PROBE_METHOD }),
      [rpc.serverAddress]: member.configuredHost,
      [rpc.serverPort]: member.port,
      'prequal.replica.id': member.id,
    };
    const links = trigger !== null && isSampled(trigger) ? [linkTo(trigger.spanContext(), 'trigger')] : [];
    const options = { root: true, kind: SpanKind.CLIENT, attributes, links, startTime: startMs };
    return this.#tracer.startSpan('prequal.probe', options, ROOT_CONTEXT);
  }

  endProbe(span: Span, outcome: ProbeOutcome, report: LoadReport | null, endMs: number): void {
    span.setAttribute('prequal.probe.outcome', outcome);
    if (report !== null) span.setAttribute('prequal.probe.rif', report.rif);
    if (report !== null && report.latencyMs !== null) {
      span.setAttribute('prequal.probe.latency', report.latencyMs / 1000);
    }
    if (outcome !== 'ok') {
      span.setAttribute(rpc.errorType, outcome);
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end(endMs);
  }

  /** The report, with a reference to the span that brought it; without one where that span is not kept. */
  withRef(report: LoadReport, span: Span | null, role: 'probe_used' | 'trailer_used'): LoadReport {
    if (span === null || !isSampled(span)) return report;
    return { ...report, ref: this.#refs.add(span.spanContext(), role) };
  }
}

/** Ends the span of a call or an attempt by the conventions: a client's span fails on any status but OK. */
export function endCall(span: Span, side: 'server' | 'client', status: StatusName, endMs: number): void {
  span.setAttribute(rpc.statusCode, status);
  const failed = side === 'server' ? isServerError(status) : status !== 'OK';
  if (failed) {
    span.setAttribute(rpc.errorType, status);
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end(endMs);
}

export function isSampled(span: Span): boolean {
  return (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
}

export function exemplarOf(span: Span | null): Exemplar | undefined {
  if (span === null || !isSampled(span)) return undefined;
  const { traceId, spanId } = span.spanContext();
  return { trace_id: traceId, span_id: spanId };
}

function methodAttributes({ name, original }: MethodName): Record<string, string> {
  return {
    [rpc.system]: 'grpc',
    [rpc.method]: name,
    ...(original === undefined ? {} : { [rpc.methodOriginal]: original }),
  };
}

function linkTo(context: Link['context'], role: string): Link {
  return { context, attributes: { 'prequal.link.role': role } };
}
