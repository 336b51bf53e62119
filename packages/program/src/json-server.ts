// A small HTTP server for admin and control ports: JSON, files and streams, safe from pages of other sites (DNS rebinding).

import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type Answer, send } from './answer.ts';
import { listen } from './listen.ts';

/** Handles one request. `body` is the parsed JSON of a POST, else undefined. */
export type Handler = (request: {
  url: URL;
  params: readonly string[];
  body: unknown;
}) => Answer | Promise<Answer>;

/** A route: the method, the path (one `*` matches any text there, given as `params[0]`), the handler. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** False for a POST that changes nothing: it is answered whether or not changes are allowed. */
  readonly changes?: boolean;
  readonly handler: Handler;
}

export interface JsonServerOptions {
  readonly host: string;
  readonly port: number;
  /** The variable that names the port, for the error when it is taken. */
  readonly portVariable: string;
  readonly routes: readonly Route[];
  /** Host names accepted besides localhost and loopback addresses; null accepts every one (metrics). */
  readonly allowedHosts: readonly string[] | null;
  /** Whether POST may change anything; where false it gets 403. */
  readonly controls: boolean;
}

const MAX_BODY_BYTES = 65_536;

/** An error that the client made: answered with its status and fields, without a stack. */
export class RequestError extends Error {
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, message: string, fields: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.status = status;
    this.fields = { code, message, ...fields };
  }
}

/** Starts the server; resolves with it and the port that it listens on. */
export async function startJsonServer(options: JsonServerOptions): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => {
    answer(request, options).then(
      result => send(request, response, result),
      error => send(request, response, errorAnswer(error)),
    );
  });
  server.requestTimeout = 10_000;
  const port = await listen(server, options.host, options.port, options.portVariable);
  return { server, port };
}

async function answer(request: IncomingMessage, options: JsonServerOptions): Promise<Answer> {
  checkHost(request, options.allowedHosts);
  const url = new URL(request.url ?? '/', 'http://localhost');
  const match = options.routes
    .map(route => matchRoute(route, request.method, url.pathname))
    .find(found => found !== null);
  if (match === undefined) {
    const known = options.routes.some(route => matchRoute(route, route.method, url.pathname) !== null);
    if (known)
      throw new RequestError(405, 'ERR_PREQUAL_METHOD', `${request.method} ${url.pathname} is not offered`);
    throw new RequestError(404, 'ERR_PREQUAL_PATH', `${url.pathname} is not a path here`);
  }
  if (match.route.method === 'GET')
    return match.route.handler({ url, params: match.params, body: undefined });
  if (match.route.changes !== false) checkControls(options.controls);
  checkOrigin(request);
  return match.route.handler({ url, params: match.params, body: await readJson(request) });
}

function matchRoute(
  route: Route,
  method: string | undefined,
  path: string,
): { route: Route; params: string[] } | null {
  const asked = method === 'HEAD' ? 'GET' : method;
  if (asked !== route.method) return null;
  const [prefix = '', suffix] = route.path.split('*');
  if (suffix === undefined) return route.path === path ? { route, params: [] } : null;
  const length = path.length - prefix.length - suffix.length;
  if (length <= 0 || !path.startsWith(prefix) || !path.endsWith(suffix)) return null;
  try {
    return { route, params: [decodeURIComponent(path.slice(prefix.length, prefix.length + length))] };
  } catch {
    return null;
  }
}

/** A page of another site can point its own name at this address: only names that are ours may be asked for. */
function checkHost(request: IncomingMessage, allowed: readonly string[] | null): void {
  if (allowed === null) return;
  const host = hostName(request.headers.host ?? '');
  const loopback = host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
  if (!loopback && !allowed.includes(host)) {
    throw new RequestError(
      403,
      'ERR_PREQUAL_HOST',
      `Host ${host || '(none)'} is not allowed; see ADMIN_ALLOWED_HOSTS`,
    );
  }
}

function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, '');
}

function checkControls(controls: boolean): void {
  if (!controls) throw new RequestError(403, 'ERR_PREQUAL_CONTROLS', 'changes need ADMIN_CONTROLS=on');
}

/** A page of another site may not change anything, nor make us work. */
function checkOrigin(request: IncomingMessage): void {
  const { origin, host } = request.headers;
  if (origin !== undefined && origin.replace(/^https?:\/\//, '').toLowerCase() !== host?.toLowerCase()) {
    throw new RequestError(403, 'ERR_PREQUAL_ORIGIN', `Origin ${origin} is not this server`);
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES)
      throw new RequestError(413, 'ERR_PREQUAL_BODY', `the body is over ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString() || '{}');
  } catch {
    throw new RequestError(400, 'ERR_PREQUAL_JSON', 'the body is not JSON');
  }
}

function errorAnswer(error: unknown): Answer {
  if (error instanceof RequestError) return { status: error.status, json: error.fields };
  const message = error instanceof Error ? error.message : String(error);
  return { status: 500, json: { code: 'ERR_PREQUAL_INTERNAL', message } };
}
