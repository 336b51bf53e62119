// How SERVER_URLS names replicas: host:port, http://host:port, host:first-last. It resolves nothing.

import { PrequalConfigError } from 'prequal';
import type { Setting } from 'program';

/** One place where replicas listen: a name or an address, and a port. */
export interface ServerUrl {
  /** Without brackets, also for IPv6. */
  readonly host: string;
  readonly port: number;
}

const RANGE = 'host:port, http://host:port or host:first-last, comma separated';
const MAX_PORT = 65_535;
const MAX_SERVERS = 10_000;

/** `host:port`, with brackets around an IPv6 address: the replica's id. */
export function hostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * Reads a comma list into `host:port` texts; throws PrequalConfigError, naming the entry that is wrong. Entries that stand
 * twice count once.
 */
export function parseServerUrls(field: string, text: string): readonly string[] {
  const urls = text
    .split(',')
    .map(entry => entry.trim())
    .filter(entry => entry !== '')
    .flatMap(entry => parseEntry(field, entry));
  if (urls.length === 0) throw new PrequalConfigError(field, text, RANGE);
  if (urls.length > MAX_SERVERS)
    throw new PrequalConfigError(field, urls.length, `up to ${MAX_SERVERS} servers`);
  return [...new Set(urls)];
}

/** A text of `parseServerUrls` in its parts. */
export function serverUrlOf(text: string): ServerUrl {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
}

export function serverUrls(init: string, help: string): Setting<readonly string[]> {
  return { read: parseServerUrls, default: parseServerUrls('SERVER_URLS', init), range: RANGE, help };
}

function parseEntry(field: string, entry: string): string[] {
  if (/^https:\/\//i.test(entry)) {
    throw new PrequalConfigError(field, entry, 'http:// (TLS to replicas is not supported yet)');
  }
  const match = /^(?:http:\/\/)?(\[[\da-f:.]+\]|[\w.-]+):(\d{1,5})(?:-(\d{1,5}))?\/?$/i.exec(entry);
  const [, host = '', firstText, lastText] = match ?? [];
  const first = Number(firstText);
  const last = Number(lastText ?? firstText);
  const legal = match !== null && first >= 1 && last <= MAX_PORT && first <= last;
  if (!legal) throw new PrequalConfigError(field, entry, RANGE);
  return Array.from({ length: last - first + 1 }, (_, i) => `${host.toLowerCase()}:${first + i}`);
}
