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
  readonly spanId: string;
  /** Empty for the first span of a trace. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: number;
  readonly service: string;
  readonly instance: string;
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
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind?: number;
  readonly attributes?: WireAttributes;
  readonly links?: readonly { traceId: string; spanId: string; attributes?: WireAttributes }[];
}
interface WireTrace {
  readonly result: {
    readonly resourceSpans: readonly {
      readonly resource: { readonly attributes?: WireAttributes };
      readonly scopeSpans: readonly { readonly spans: readonly WireSpan[] }[];
    }[];
  };
}

/** The trace's spans. Throws where Jaeger has none of it (yet). */
export async function traceOf(traceId: string): Promise<readonly Span[]> {
  const { result } = (await getJson(at('JAEGER_PORT', `/api/v3/traces/${traceId}`))) as WireTrace;
  return result.resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const { 'service.name': service = '', 'service.instance.id': instance = '' } = Object.fromEntries(
      attributesOf(resource.attributes),
    );
    return scopeSpans.flatMap(({ spans }) =>
      spans.map(span => ({
        spanId: span.spanId,
        parentSpanId: span.parentSpanId ?? '',
        name: span.name,
        kind: span.kind ?? 0,
        service: String(service),
        instance: String(instance),
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
