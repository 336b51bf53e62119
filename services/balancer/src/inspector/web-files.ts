// The inspector page's files: those of services/balancer/web and the chart library, by a list made at start. A name that
// is not on it does not exist, so no path leads out.

import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type Answer, RequestError, type Route } from 'program';

const WEB = new URL('../../web/', import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Everything from here, nothing inline, in nobody's frame. */
const PAGE_HEADERS = {
  'content-security-policy': [
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};

/** GET / and GET /web/NAME. */
export function webRoutes(): Route[] {
  const files = listFiles();
  const serve = async (name: string): Promise<Answer> => {
    const file = files.get(name);
    if (file === undefined)
      throw new RequestError(404, 'ERR_PREQUAL_PATH', `/web/${name} is not a path here`);
    const text = await readFile(file);
    const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
    return { text, etag, contentType: TYPES[extensionOf(name)] ?? 'text/plain', headers: PAGE_HEADERS };
  };
  return [
    { method: 'GET', path: '/', handler: () => serve('index.html') },
    { method: 'GET', path: '/web/*', handler: ({ params }) => serve(params[0] ?? '') },
  ];
}

function listFiles(): Map<string, URL> {
  const own = readdirSync(WEB)
    .filter(name => extensionOf(name) in TYPES)
    .map((name): [string, URL] => [name, new URL(name, WEB)]);
  const library = (name: string) => new URL(import.meta.resolve(name));
  return new Map([
    ...own,
    ['uPlot.js', library('uplot/dist/uPlot.esm.js')],
    ['uPlot.css', library('uplot/dist/uPlot.min.css')],
  ]);
}

function extensionOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
