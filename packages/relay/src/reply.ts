// What does the client get? One call's answer: headers, bytes, and exactly one end.
//
// Adds the director's trailers to whatever ends the call, and knows how Node wants each of HTTP/2's endings.

import { constants, type ServerHttp2Stream } from 'node:http2';
import { encodeGrpcMessage } from './grpc-message.ts';
import { groupByName, markNeverIndexed } from './headers.ts';
import { UNREAD_ANSWER_MS } from './limits.ts';
import type { RawHeaders } from './relay.ts';
import { resetStream } from './reset-stream.ts';

type Pairs = readonly (readonly [string, string])[];

export class Reply {
  readonly #stream: ServerHttp2Stream;
  readonly #added: () => Pairs;
  readonly #onEnd: () => void;
  #started = false;
  #ended = false;

  /** `added` gives the trailers to add, once, when the answer ends; `onEnd` follows. */
  constructor(stream: ServerHttp2Stream, added: () => Pairs, onEnd: () => void) {
    this.#stream = stream;
    this.#added = added;
    this.#onEnd = onEnd;
  }

  get started(): boolean {
    return this.#started;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Response headers, `:status` included. */
  headers(headers: RawHeaders, neverIndexed: readonly string[] = []): void {
    if (this.#started || this.#ended || this.#gone) return;
    this.#started = true;
    const options = { waitForTrailers: true, sendDate: false };
    this.#orReset(() => this.#stream.respond(markNeverIndexed([...headers], neverIndexed), options));
  }

  /** False: stop until `onDrain`. */
  write(chunk: Uint8Array): boolean {
    return this.#ended || this.#gone || this.#stream.write(chunk);
  }

  set onDrain(listener: () => void) {
    this.#stream.on('drain', listener);
  }

  /** Ends an answer whose headers went out. */
  end(trailers: RawHeaders): void {
    if (this.#ended) return;
    this.#ended = true;
    const all = groupByName([...trailers, ...this.#added().flat()]);
    if (!this.#gone) {
      this.#stream.once('wantTrailers', () => {
        this.#orReset(() => this.#stream.sendTrailers(all));
        // Node sends the trailers in the next turn; the reset must follow them.
        setImmediate(() => this.#stopUpload());
      });
      this.#stream.end();
    }
    this.#onEnd();
  }

  /** Headers and end in one frame. */
  trailersOnly(headers: RawHeaders, neverIndexed: readonly string[] = []): void {
    if (this.#started || this.#ended) return;
    this.#ended = true;
    const all = [...headers, ...this.#added().flat()];
    if (!this.#gone) {
      const options = { endStream: true, sendDate: false };
      this.#orReset(() => this.#stream.respond(markNeverIndexed(all, neverIndexed), options));
      this.#stopUpload();
    }
    this.#onEnd();
  }

  /** Ends the call with a status of ours, in whichever form is still possible. */
  finish(status: number, message: string): void {
    const fields = ['grpc-status', String(status)];
    if (message !== '') fields.push('grpc-message', encodeGrpcMessage(message));
    if (this.#started) this.end(fields);
    else this.trailersOnly([':status', '200', 'content-type', 'application/grpc', ...fields]);
  }

  /** The same for a call that went wrong: what the client does not read soon is given up. */
  fail(status: number, message: string): void {
    this.finish(status, message);
    if (this.#stream.writableLength === 0) return;
    // The client does not read: trailers would wait behind its data for ever.
    const timer = setTimeout(() => resetStream(this.#stream, constants.NGHTTP2_CANCEL), UNREAD_ANSWER_MS);
    this.#stream.once('close', () => clearTimeout(timer));
  }

  get #gone(): boolean {
    return this.#stream.destroyed || this.#stream.closed;
  }

  /** Node validates headers a second time, and throws: no peer may end the process by what it sends. */
  #orReset(send: () => void): void {
    try {
      send();
    } catch {
      resetStream(this.#stream, constants.NGHTTP2_INTERNAL_ERROR);
    }
  }

  /** An answer that ends before its request: RST_STREAM with NO_ERROR (RFC 9113, section 8.1). */
  #stopUpload(): void {
    const stream = this.#stream;
    if (stream.destroyed || stream.closed || stream.readableEnded || stream.state.remoteClose === 1) return;
    stream.close(constants.NGHTTP2_NO_ERROR);
  }
}
