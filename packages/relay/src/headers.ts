// Which headers pass through the relay, and in which form does Node want them?
//
// Pure. Headers are flat arrays of name, value, name, value, names in lower case as HTTP/2 has them; values are never
// read or changed here except the few that the relay owns.

import { sensitiveHeaders } from 'node:http2';
import type { RawHeaders } from './relay.ts';

/** RFC 9113, section 8.2.2: they speak about one connection and end at it. */
const CONNECTION_LEVEL: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
]);

/** First value of a header, pseudo-headers included. */
export function firstValue(headers: RawHeaders, name: string): string | undefined {
  for (let i = 0; i + 1 < headers.length; i += 2) if (headers[i] === name) return headers[i + 1];
  return undefined;
}

/** All headers but the pseudo-headers. */
export function withoutPseudo(headers: RawHeaders): string[] {
  return keep(headers, name => !name.startsWith(':'));
}

/** The headers of a reply, or its trailers, that are passed on. */
export function passedReply(headers: RawHeaders): string[] {
  return keep(headers, (name, value) => isEndToEnd(name, value) && !isOurs(name));
}

/** The headers of a request that are passed on, `set` put in place of what the client sent by those names. */
export function passedRequest(headers: RawHeaders, set: Readonly<Record<string, string>>): string[] {
  const added = new Map(Object.entries(set).map(([name, value]) => [name.toLowerCase(), value]));
  const passed = keep(headers, (name, value) => isEndToEnd(name, value) && !isOurs(name) && !added.has(name));
  const host = firstValue(headers, 'host');
  if (host !== undefined && firstValue(headers, ':authority') === undefined) passed.push(':authority', host);
  for (const [name, value] of added) passed.push(name, value);
  return passed;
}

/** Names of the headers that HPACK must not remember, from Node's other form of the same headers. */
export function neverIndexed(headers: object): readonly string[] {
  const names: unknown = Reflect.get(headers, sensitiveHeaders);
  return Array.isArray(names) ? names : [];
}

/** The same headers, those of `names` marked as not to be remembered by HPACK (RFC 7541, section 6.2.3). */
export function markNeverIndexed(headers: string[], names: readonly string[]): readonly string[] {
  return names.length === 0 ? headers : Object.assign(headers, { [sensitiveHeaders]: names });
}

/** Trailers in the only form that Node sends: values grouped by name, in order within it. */
export function groupByName(headers: RawHeaders): Record<string, string[]> {
  const groups: Record<string, string[]> = Object.create(null);
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? '';
    const value = headers[i + 1] ?? '';
    const group = groups[name];
    if (group === undefined) groups[name] = [value];
    else group.push(value);
  }
  return groups;
}

/** `grpc-status` as a number, null when there is none; one that is no number counts as UNKNOWN. */
export function grpcStatus(headers: RawHeaders): number | null {
  const value = firstValue(headers, 'grpc-status');
  if (value === undefined) return null;
  return /^\d{1,9}$/.test(value) ? Number(value) : 2;
}

/** Whether a content type is gRPC's: `application/grpc`, alone or with `+subtype` or parameters. */
export function isGrpc(contentType: string | undefined): boolean {
  return contentType !== undefined && /^application\/grpc(?:$|[+; ])/i.test(contentType);
}

function isEndToEnd(name: string, value: string): boolean {
  return name === 'te' ? value === 'trailers' : !CONNECTION_LEVEL.has(name);
}

/** Names of our own: passed on neither from a client to a replica nor from a replica to a client. */
function isOurs(name: string): boolean {
  return name.startsWith('x-prequal-');
}

function keep(headers: RawHeaders, passes: (name: string, value: string) => boolean): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? '';
    const value = headers[i + 1] ?? '';
    if (passes(name, value)) kept.push(name, value);
  }
  return kept;
}
