// Traces as Jaeger's /api/v3 answers them (OTLP in JSON), with the attributes as plain values.

import { at } from './compose.ts';
import { getJson } from './get-json.ts';

export const KIND = { internal: 1, server: 2, client: 3 } as const;

export type Attribute = string | number | boolean | readonly Attribute[];
export type Attributes = ReadonlyMap<string, Attribute>;

export interface Link {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Attributes;
}

export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first span of a trace. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: number;
  readonly service: string;
  readonly instance: string;
  /** Unix time. */
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Attributes;
  readonly links: readonly Link[];
}

interface WireValue {
  readonly stringValue?: string;
  readonly intValue?: string;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
  readonly arrayValue?: { readonly values?: readonly WireValue[] };
}
type WireAttributes = readonly { readonly key: string; readonly value: WireValue }[];
interface WireSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind?: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: WireAttributes;
  readonly links?: readonly { traceId: string; spanId: string; attributes?: WireAttributes }[];
}
interface WireTraces {
  readonly result: {
    readonly resourceSpans: readonly {
      readonly resource: { readonly attributes?: WireAttributes };
      readonly scopeSpans: readonly { readonly spans: readonly WireSpan[] }[];
    }[];
  };
}

/** What to search for: spans of one operation of one service that began in a time. */
export interface Search {
  readonly service: string;
  readonly operation: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The most traces that a search answers. */
const MOST = 5000;

/** The trace's spans. Throws where Jaeger has none of it (yet). */
export async function traceOf(traceId: string): Promise<readonly Span[]> {
  return spansOf(await getJson(at('JAEGER_PORT', `/api/v3/traces/${traceId}`)));
}

/** The traces found, whole, by their ids. */
export async function tracesFound(search: Search): Promise<ReadonlyMap<string, readonly Span[]>> {
  const time = (ms: number) => new Date(ms).toISOString();
  const query = new URLSearchParams({
    'query.service_name': search.service,
    'query.operation_name': search.operation,
    'query.start_time_min': time(search.fromMs),
    'query.start_time_max': time(search.toMs),
    'query.num_traces': String(MOST),
  });
  const found = new Map<string, Span[]>();
  for (const span of spansOf(await getJson(at('JAEGER_PORT', `/api/v3/traces?${query}`))))
    found.set(span.traceId, [...(found.get(span.traceId) ?? []), span]);
  return found;
}

function spansOf(answer: unknown): readonly Span[] {
  return (answer as WireTraces).result.resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const { 'service.name': service = '', 'service.instance.id': instance = '' } = Object.fromEntries(
      attributesOf(resource.attributes),
    );
    return scopeSpans.flatMap(({ spans }) =>
      spans.map(span => ({
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId ?? '',
        name: span.name,
        kind: span.kind ?? 0,
        service: String(service),
        instance: String(instance),
        startMs: Number(span.startTimeUnixNano) / 1e6,
        endMs: Number(span.endTimeUnixNano) / 1e6,
        attributes: attributesOf(span.attributes),
        links: (span.links ?? []).map(link => ({ ...link, attributes: attributesOf(link.attributes) })),
      })),
    );
  });
}

function attributesOf(wire: WireAttributes = []): Attributes {
  return new Map(wire.map(({ key, value }) => [key, plainValue(value)]));
}

function plainValue(value: WireValue): Attribute {
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(plainValue);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.doubleValue ?? value.boolValue ?? '';
}
