// Is one HTTP/2 connection to a replica up, and what ended it? Opens one, watches it, says it in words.
//
// A session lives from the connect attempt to its last stream; reconnecting is `upstream.ts`'s business.

import { type ClientHttp2Session, type ClientHttp2Stream, connect as connectHttp2 } from 'node:http2';
import { connect as connectTcp, type Socket } from 'node:net';
import { Allowance } from './allowance.ts';
import {
  CONNECT_TIMEOUT_MS,
  CONNECTION_WINDOW_BYTES,
  MAX_WAITING_STREAMS,
  SETTINGS_TIMEOUT_MS,
  UPSTREAM_OPTIONS,
  UPSTREAM_RESET_BURST,
  UPSTREAM_RESETS_PER_SECOND,
} from './limits.ts';
import { resetStream } from './reset-stream.ts';
import { errorCodeName } from './status.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface Peer {
  readonly address: string;
  readonly port: number;
}

/** One of `down` and `goaway` follows, once, whether or not `up` was called. */
export interface SessionListener {
  /** The peer's SETTINGS arrived: it does speak HTTP/2. */
  up(peer: Peer): void;
  /** The peer takes no new calls; those below its last stream go on. */
  goaway(cause: string): void;
  down(cause: string): void;
  /** The peer will soon have enough of our resets: new calls should go to another connection. May be called often. */
  worn(): void;
}

export class UpstreamSession {
  readonly #http: ClientHttp2Session;
  readonly #socket: Socket;
  readonly #on: SessionListener;
  readonly #nowMs: () => number;
  readonly #resets: Allowance;
  #phase: 'connecting' | 'handshaking' | 'up' | 'over' = 'connecting';
  #timer: NodeJS.Timeout;
  #cause: string | null = null;
  #lastStreamId: number | null = null;
  #openStreams = 0;

  constructor(address: Address, nowMs: () => number, on: SessionListener, onClosed: () => void) {
    const { host, port } = address;
    this.#on = on;
    this.#nowMs = nowMs;
    this.#resets = new Allowance(UPSTREAM_RESET_BURST, UPSTREAM_RESETS_PER_SECOND, nowMs());
    this.#socket = connectTcp({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 10_000 });
    const authority = host.includes(':') ? `[${host}]` : host;
    const options = { ...UPSTREAM_OPTIONS, createConnection: () => this.#socket };
    this.#http = connectHttp2(`http://${authority}:${port}`, options);
    this.#timer = this.#giveUpAfter(CONNECT_TIMEOUT_MS, `no connection within ${CONNECT_TIMEOUT_MS} ms`);
    this.#http.once('connect', this.#onConnect);
    this.#http.once('remoteSettings', this.#onSettings);
    this.#http.on('goaway', this.#onGoaway);
    this.#http.on('error', error => {
      this.#cause ??= this.#wordsFor(error);
    });
    this.#http.once('close', () => {
      this.#end('down', this.#cause ?? this.#wordsFor(null));
      onClosed();
    });
  }

  /** Whether new calls may be sent. */
  get usable(): boolean {
    return this.#phase === 'up' && !this.#http.closed && !this.#http.destroyed;
  }

  /** Whether the connection itself is gone. */
  get lost(): boolean {
    return this.#http.destroyed;
  }

  /** Opens a stream, or says why the peer would not take it. Throws what Node refuses to send. */
  request(headers: readonly string[], endStream: boolean): ClientHttp2Stream | string {
    const limit = this.#http.remoteSettings.maxConcurrentStreams ?? Number.POSITIVE_INFINITY;
    if (this.#openStreams >= limit + MAX_WAITING_STREAMS)
      return `the replica takes ${limit} streams at a time`;
    const stream = this.#http.request(headers, { endStream });
    this.#openStreams += 1;
    stream.once('close', () => {
      this.#openStreams -= 1;
    });
    return stream;
  }

  /** Ends a stream of this session by RST_STREAM. */
  reset(stream: ClientHttp2Stream, code: number): void {
    resetStream(stream, code);
    this.#resets.take(this.#nowMs());
    // Those that are open may all be reset yet, and until the next connection is up more will come.
    if (this.#resets.left < Math.max(UPSTREAM_RESET_BURST / 2, this.#openStreams)) this.#on.worn();
  }

  /** Whether the peer said that it never looked at this stream. */
  disowned(stream: ClientHttp2Stream): boolean {
    if (stream.id === undefined) return true;
    return this.#lastStreamId !== null && stream.id > this.#lastStreamId;
  }

  /** Lets open streams finish. */
  close(): void {
    if (this.#phase === 'up' || this.#phase === 'over') this.#http.close();
    else this.destroy();
  }

  destroy(): void {
    this.#http.destroy();
    this.#socket.destroy();
  }

  readonly #onConnect = (): void => {
    if (this.#http.destroyed || this.#phase !== 'connecting') return;
    this.#phase = 'handshaking';
    clearTimeout(this.#timer);
    this.#timer = this.#giveUpAfter(
      SETTINGS_TIMEOUT_MS,
      `connected, but no HTTP/2 SETTINGS within ${SETTINGS_TIMEOUT_MS} ms`,
    );
    this.#http.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
  };

  readonly #onSettings = (): void => {
    if (this.#phase === 'over') return;
    clearTimeout(this.#timer);
    this.#phase = 'up';
    this.#on.up({ address: this.#socket.remoteAddress ?? '', port: this.#socket.remotePort ?? 0 });
  };

  readonly #onGoaway = (code: number, lastStreamId: number): void => {
    this.#lastStreamId = lastStreamId;
    const cause = `the replica sent GOAWAY (${errorCodeName(code)})`;
    this.#cause ??= cause;
    this.#end('goaway', cause);
  };

  #end(how: 'goaway' | 'down', cause: string): void {
    if (this.#phase === 'over') return;
    clearTimeout(this.#timer);
    this.#phase = 'over';
    this.#on[how](cause);
  }

  #giveUpAfter(ms: number, cause: string): NodeJS.Timeout {
    return setTimeout(() => {
      this.#cause ??= cause;
      this.destroy();
    }, ms);
  }

  #wordsFor(error: Error | null): string {
    switch (this.#phase) {
      case 'connecting':
        return `cannot connect: ${error?.message ?? 'closed'}`;
      case 'handshaking':
        return isSpeech(error)
          ? `the peer does not speak HTTP/2 (${error?.message})`
          : `closed before its HTTP/2 SETTINGS${error === null ? '' : ` (${error.message})`}`;
      default:
        return error === null ? 'the replica closed the connection' : `connection lost: ${error.message}`;
    }
  }
}

/** An error about what the peer said, not about the socket. */
function isSpeech(error: Error | null): boolean {
  return error !== null && 'code' in error && String(error.code).startsWith('ERR_HTTP2');
}
