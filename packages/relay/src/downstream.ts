// What may a client's connection ask for? One HTTP/2 session: its limits, its end, and an event for each good stream.

import {
  constants,
  type IncomingHttpHeaders,
  performServerHandshake,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Socket } from 'node:net';
import { Allowance } from './allowance.ts';
import type { Inbound } from './call.ts';
import {
  CONNECTION_WINDOW_BYTES,
  DOWNSTREAM_OPTIONS,
  HANDSHAKE_MS,
  IDLE_MS,
  RESET_BURST,
  RESETS_PER_SECOND,
} from './limits.ts';
import { judgeRequest } from './refusal.ts';

export interface DownstreamListener {
  call(inbound: Inbound): void;
  /** The connection is closed because of what came in. */
  protocolError(message: string): void;
  close(): void;
}

/** A whole GOAWAY frame with the highest stream id there is and NO_ERROR. */
const ANNOUNCEMENT = Buffer.from(['00000807', '0000000000', '7fffffff', '00000000'].join(''), 'hex');

export class Downstream {
  readonly #socket: Socket;
  readonly #http: ServerHttp2Session;
  readonly #nowMs: () => number;
  readonly #on: DownstreamListener;
  readonly #resets: Allowance;
  #openStreams = 0;
  #violated = false;

  constructor(socket: Socket, nowMs: () => number, on: DownstreamListener) {
    this.#socket = socket;
    this.#nowMs = nowMs;
    this.#on = on;
    this.#resets = new Allowance(RESET_BURST, RESETS_PER_SECOND, nowMs());
    const http = performServerHandshake(socket, DOWNSTREAM_OPTIONS);
    this.#http = http;
    http.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
    const handshake = setTimeout(
      () => this.#violate('no HTTP/2 SETTINGS in time', constants.NGHTTP2_SETTINGS_TIMEOUT),
      HANDSHAKE_MS,
    );
    http.once('remoteSettings', () => clearTimeout(handshake));
    http.setTimeout(IDLE_MS, () => {
      if (this.#openStreams === 0) http.close();
    });
    http.on('stream', this.#onStream);
    http.on('error', error => {
      const theirs = 'code' in error && String(error.code).startsWith('ERR_HTTP2');
      if (theirs && !this.#violated) on.protocolError(error.message);
    });
    http.once('close', () => {
      clearTimeout(handshake);
      on.close();
    });
  }

  /** Tells the client to open nothing new here, while what is on its way still counts. */
  announceEnd(): void {
    // Node's goaway() would make nghttp2 ignore new streams from now on. Node writes whole frames to the socket, so
    // one more frame fits between any two of its writes.
    if (!this.#http.destroyed && !this.#http.closed) this.#socket.write(ANNOUNCEMENT);
  }

  /** GOAWAY with the last stream taken; closes when the open ones have ended. */
  close(): void {
    if (!this.#http.destroyed) this.#http.close();
  }

  destroy(): void {
    this.#http.destroy();
    this.#socket.destroy();
  }

  readonly #onStream = (
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    _flags: number,
    raw: string[],
  ): void => {
    stream.on('error', () => {});
    if (stream.destroyed || stream.closed) {
      this.#countReset();
      return;
    }
    this.#openStreams += 1;
    stream.once('close', () => {
      this.#openStreams -= 1;
      if (!stream.writableFinished) this.#countReset();
    });
    const receivedAtMs = this.#nowMs();
    const judged = judgeRequest(stream, raw);
    if (judged !== null) this.#on.call({ stream, headers, raw, receivedAtMs, timeoutMs: judged.timeoutMs });
  };

  /** Resets are cheap to send and dear to serve (CVE-2023-44487). */
  #countReset(): void {
    if (this.#http.destroyed || this.#resets.take(this.#nowMs())) return;
    this.#violate('too many streams reset', constants.NGHTTP2_ENHANCE_YOUR_CALM);
  }

  #violate(message: string, code: number): void {
    if (this.#http.destroyed) return;
    this.#violated = true;
    this.#on.protocolError(message);
    this.#http.destroy(new Error(message), code);
  }
}
