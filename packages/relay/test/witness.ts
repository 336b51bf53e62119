// A replica that sees frames' meaning exactly, and a client that does: node:http2 with raw headers on both sides.

import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  createServer,
  type Http2Server,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Socket } from 'node:net';
import { listening } from './director.ts';

export interface Seen {
  readonly stream: ServerHttp2Stream;
  /** Raw request headers. */
  readonly raw: string[];
  readonly body: Buffer[];
  ended: boolean;
  closed: boolean;
  rstCode: number;
  closedAtMs: number;
}

export interface Witness {
  readonly port: number;
  readonly server: Http2Server;
  readonly sessions: ServerHttp2Session[];
  /** Its open connections. */
  readonly sockets: Set<Socket>;
  readonly seen: Seen[];
  stop(): void;
}

export type Behave = (seen: Seen) => void;

export interface WitnessOptions {
  readonly maxConcurrentStreams?: number;
  /** Do not read request bodies. */
  readonly deaf?: boolean;
  readonly port?: number;
}

export async function startWitness(behave: Behave, options: WitnessOptions = {}): Promise<Witness> {
  const { maxConcurrentStreams } = options;
  const server = createServer({
    settings: maxConcurrentStreams === undefined ? {} : { maxConcurrentStreams },
    strictSingleValueFields: false,
    strictFieldWhitespaceValidation: false,
    maxSessionMemory: 100,
  });
  const sessions: ServerHttp2Session[] = [];
  const sockets = new Set<Socket>();
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const seen: Seen[] = [];
  server.on('session', session => {
    sessions.push(session);
    session.on('error', () => {});
  });
  server.on('stream', (stream, _headers, _flags, raw) => {
    const call: Seen = {
      stream,
      raw: [...raw],
      body: [],
      ended: false,
      closed: false,
      rstCode: -1,
      closedAtMs: 0,
    };
    seen.push(call);
    stream.on('error', () => {});
    if (!options.deaf) stream.on('data', (chunk: Buffer) => call.body.push(chunk));
    stream.on('end', () => {
      call.ended = true;
    });
    const onGone = () => {
      if (call.closed) return;
      call.closed = true;
      call.rstCode = stream.rstCode;
      call.closedAtMs = performance.now();
    };
    stream.on('aborted', onGone);
    stream.on('close', onGone);
    behave(call);
  });
  const port = await listening(server, options.port);
  return {
    port,
    server,
    sessions,
    sockets,
    seen,
    stop() {
      server.close();
      for (const session of sessions) session.destroy();
    },
  };
}

/** Answers with headers, `body` and trailers, at once. */
export function answer(
  stream: ServerHttp2Stream,
  body: Uint8Array | null = message('reply'),
  trailers: Record<string, string | string[]> = { 'grpc-status': '0' },
  headers: readonly string[] = [],
): void {
  if (stream.destroyed || stream.closed) return;
  const options = { waitForTrailers: true, sendDate: false };
  stream.respond([':status', '200', 'content-type', 'application/grpc', ...headers], options);
  stream.once('wantTrailers', () => stream.sendTrailers(trailers));
  if (body === null) stream.end();
  else stream.end(body);
}

export function message(text: string, compressed = 0): Buffer {
  const bytes = Buffer.from(text);
  const prefixed = Buffer.alloc(5 + bytes.length);
  prefixed[0] = compressed;
  prefixed.writeUInt32BE(bytes.length, 1);
  bytes.copy(prefixed, 5);
  return prefixed;
}

export interface Got {
  readonly stream: ClientHttp2Stream;
  headers: string[];
  /** Flags of the HEADERS frame. */
  flags: number;
  trailers: string[];
  readonly body: Buffer[];
  rstCode: number;
  /** Resolves when the stream is closed. */
  readonly closed: Promise<void>;
}

export function dial(port: number): ClientHttp2Session {
  const options = {
    strictSingleValueFields: false,
    strictFieldWhitespaceValidation: false,
    maxSessionMemory: 100,
  };
  const session = connect(`http://127.0.0.1:${port}`, options);
  session.on('error', () => {});
  return session;
}

export const REQUEST = [
  ':method',
  'POST',
  ':scheme',
  'http',
  ':path',
  '/test.Service/Method',
  ':authority',
  'a.example:1234',
  'content-type',
  'application/grpc',
  'te',
  'trailers',
] as const;

/** Opens a call and collects its answer; the body is the caller's to write. */
export function call(
  session: ClientHttp2Session,
  headers: readonly string[] = [],
  base: readonly string[] = REQUEST,
): Got {
  const stream = session.request([...base, ...headers], { endStream: false });
  const got: Got = {
    stream,
    headers: [],
    flags: 0,
    trailers: [],
    body: [],
    rstCode: -1,
    closed: new Promise(resolve => {
      stream.once('close', () => {
        got.rstCode = stream.rstCode;
        resolve();
      });
    }),
  };
  stream.on('error', () => {});
  stream.on('response', (_headers, flags, raw) => {
    got.headers = raw;
    got.flags = flags;
  });
  stream.on('trailers', (_headers, _flags, raw) => {
    got.trailers = raw;
  });
  stream.on('data', (chunk: Buffer) => got.body.push(chunk));
  return got;
}

/** Sends one message and waits for the whole answer. */
export async function unary(session: ClientHttp2Session, headers: readonly string[] = []): Promise<Got> {
  const got = call(session, headers);
  got.stream.end(message('ask'));
  await got.closed;
  return got;
}

export function valuesOf(raw: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) if (raw[i] === name) values.push(raw[i + 1] ?? '');
  return values;
}
