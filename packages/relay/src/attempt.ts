// How did one attempt at one replica end? Joins a call to a stream of that replica and watches both to the end.

import { type ClientHttp2Stream, constants, type IncomingHttpHeaders } from 'node:http2';
import { firstValue, grpcStatus, isGrpc, neverIndexed, passedReply, withoutPseudo } from './headers.ts';
import { countPassed } from './read-buffers.ts';
import type { AttemptEnd, RawHeaders } from './relay.ts';
import type { RequestBody } from './replay.ts';
import type { Reply } from './reply.ts';
import { errorCodeName, STATUS, statusOfHttp, statusOfReset } from './status.ts';
import type { UpstreamSession } from './upstream-session.ts';

export interface AttemptListener {
  headers?(): void;
  /** Exactly once, after the reply was given its end. */
  end(end: AttemptEnd): void;
}

export class Attempt {
  readonly #stream: ClientHttp2Stream;
  readonly #session: UpstreamSession;
  readonly #body: RequestBody;
  readonly #reply: Reply;
  readonly #on: AttemptListener;
  #over = false;
  #responded = false;
  #headerStatus: number | null = null;
  #trailers: RawHeaders | null = null;

  constructor(
    stream: ClientHttp2Stream,
    session: UpstreamSession,
    body: RequestBody,
    reply: Reply,
    on: AttemptListener,
  ) {
    this.#stream = stream;
    this.#session = session;
    this.#body = body;
    this.#reply = reply;
    this.#on = on;
    stream.on('error', () => {});
    stream.on('response', this.#onResponse);
    stream.on('trailers', (_headers, _flags, raw) => {
      this.#trailers = raw;
    });
    stream.on('close', this.#onClose);
    body.attach(stream);
  }

  /** Ends it from our side: the replica gets a cancel. */
  cancel(end: AttemptEnd): void {
    this.#finish(end, constants.NGHTTP2_CANCEL);
  }

  readonly #onResponse = (headers: IncomingHttpHeaders, flags: number, raw: string[]): void => {
    if (this.#over) return;
    this.#responded = true;
    this.#body.release();
    this.#on.headers?.();
    const httpStatus = Number(firstValue(raw, ':status'));
    const contentType = firstValue(raw, 'content-type');
    this.#headerStatus = grpcStatus(raw);
    const whole = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
    const sendable = httpStatus >= 200 && httpStatus <= 599;
    if (whole && sendable && this.#headerStatus !== null) {
      this.#reply.trailersOnly(passedReply(raw), neverIndexed(headers));
      this.#answered(this.#headerStatus, withoutPseudo(raw));
    } else if (httpStatus !== 200 || !isGrpc(contentType)) {
      const what = contentType === undefined ? 'without content-type' : `with content-type ${contentType}`;
      this.#break(statusOfHttp(httpStatus), `the replica answered HTTP ${httpStatus} ${what}`);
    } else if (whole) {
      this.#break(STATUS.UNKNOWN, 'the replica answered without grpc-status');
    } else {
      this.#reply.headers(passedReply(raw), neverIndexed(headers));
      this.#pass();
    }
  };

  #pass(): void {
    const stream = this.#stream;
    this.#reply.onDrain = () => stream.resume();
    stream.on('data', (chunk: Buffer) => {
      countPassed(chunk.length);
      if (!this.#reply.write(chunk)) stream.pause();
    });
    stream.on('end', this.#onEnd);
  }

  readonly #onEnd = (): void => {
    // Node ends a stream that was reset, too; `close` follows and tells.
    const reset = this.#trailers === null && this.#stream.rstCode !== constants.NGHTTP2_NO_ERROR;
    if (this.#over || reset) return;
    const trailers = this.#trailers ?? [];
    const status = grpcStatus(trailers) ?? this.#headerStatus;
    if (status === null) {
      this.#break(STATUS.UNKNOWN, 'the replica ended its answer without grpc-status');
      return;
    }
    this.#reply.end(passedReply(trailers));
    this.#answered(status, trailers);
  };

  /** The stream is gone: by the end of both halves, by a reset, or with its connection. */
  readonly #onClose = (): void => {
    if (this.#over) return;
    const code = this.#stream.rstCode;
    // A reset right behind the trailers: nothing of the answer is missing.
    if (this.#trailers !== null && this.#stream.readableLength === 0) {
      this.#onEnd();
    } else if (!this.#responded && this.#session.disowned(this.#stream)) {
      this.#unreached('goaway', 'above the last stream of the replica’s GOAWAY');
    } else if (!this.#responded && code === constants.NGHTTP2_REFUSED_STREAM) {
      this.#unreached('refused', 'the replica refused the stream');
    } else if (this.#session.lost) {
      this.#break(STATUS.UNAVAILABLE, 'the connection to the replica was lost');
    } else {
      this.#break(statusOfReset(code), `the replica reset the stream (${errorCodeName(code)})`);
    }
  };

  #unreached(reason: 'goaway' | 'refused', message: string): void {
    this.#finish({ kind: 'unreached', reason, message }, constants.NGHTTP2_CANCEL);
  }

  #answered(status: number, trailers: RawHeaders): void {
    this.#finish({ kind: 'answered', status, trailers }, constants.NGHTTP2_NO_ERROR);
  }

  #break(status: number, message: string): void {
    this.#reply.fail(status, message);
    this.#finish({ kind: 'broken', status, message }, constants.NGHTTP2_CANCEL);
  }

  #finish(end: AttemptEnd, code: number): void {
    if (this.#over) return;
    this.#over = true;
    this.#body.detach();
    // Only an upload that the answer overtook, or an attempt given up, is still open here.
    if (!this.#stream.closed) this.#session.reset(this.#stream, code);
    this.#on.end(end);
  }
}
