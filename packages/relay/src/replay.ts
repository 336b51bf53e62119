// What did the client send so far, and who gets it? The request's body: kept at its start, then only passed on.
//
// The first bytes are kept until `release`, so that another attempt can be given them again. Reading stops while
// nobody takes: HTTP/2's flow control carries that back to the client.

import type { ClientHttp2Stream, ServerHttp2Stream } from 'node:http2';
import { countPassed } from './read-buffers.ts';

interface Peek {
  readonly limit: number;
  resolve(message: Buffer | null): void;
}

/** Flag and length before a gRPC message. */
const PREFIX_BYTES = 5;

export class RequestBody {
  readonly #source: ServerHttp2Stream;
  readonly #keptBytesMax: number;
  #kept: Buffer[] = [];
  #keptBytes = 0;
  #keeping = true;
  #ended: boolean;
  #sink: ClientHttp2Stream | null = null;
  #peek: Peek | null = null;
  #discarding = false;

  constructor(source: ServerHttp2Stream, keptBytesMax: number) {
    this.#source = source;
    this.#keptBytesMax = keptBytesMax;
    this.#ended = source.endAfterHeaders;
    source.pause();
    source.on('data', this.#onData);
    source.on('end', this.#onEnd);
  }

  /** Whether all that was read is still kept. */
  get replayable(): boolean {
    return this.#keeping;
  }

  /** Whether the client sent no body at all. */
  get empty(): boolean {
    return this.#source.endAfterHeaders;
  }

  /** Gives `sink` what is kept and from now on everything else. */
  attach(sink: ClientHttp2Stream): void {
    this.#sink = sink;
    sink.on('drain', this.#onDrain);
    for (const chunk of this.#kept) sink.write(chunk);
    if (this.#keptBytes > this.#keptBytesMax) this.release();
    if (this.#ended) sink.end();
    if (!sink.writableNeedDrain) this.#source.resume();
  }

  detach(): void {
    this.#sink?.off('drain', this.#onDrain);
    this.#sink = null;
    if (!this.#discarding) this.#source.pause();
  }

  /** From now on nothing is kept. */
  release(): void {
    this.#keeping = false;
    this.#kept = [];
    this.#keptBytes = 0;
  }

  /** Nobody wants the rest: reads it and throws it away, so that the stream can end. */
  discard(): void {
    this.#discarding = true;
    this.detach();
    this.release();
    this.#finishPeek(null);
    this.#source.resume();
  }

  /** The first message without its prefix; null when there is none, it is longer than `limit`, or compressed. */
  firstMessage(limit: number): Promise<Buffer | null> {
    this.#finishPeek(null);
    return new Promise(resolve => {
      this.#peek = { limit, resolve };
      this.#lookForMessage();
      if (this.#peek !== null) this.#source.resume();
    });
  }

  readonly #onData = (chunk: Buffer): void => {
    countPassed(chunk.length);
    if (this.#keeping) this.#keep(chunk);
    if (this.#peek !== null) this.#lookForMessage();
    if (this.#sink !== null && !this.#sink.write(chunk)) this.#source.pause();
  };

  readonly #onEnd = (): void => {
    // Node ends a stream that was reset, too: to a replica that must not look like a whole request.
    if (this.#source.aborted || this.#source.rstCode !== 0) return;
    this.#ended = true;
    this.#finishPeek(null);
    this.#sink?.end();
  };

  readonly #onDrain = (): void => {
    this.#source.resume();
  };

  #keep(chunk: Buffer): void {
    // Before anybody took it, a chunk can't be let go, however long it is: `attach` settles that.
    if (this.#sink !== null && this.#keptBytes + chunk.length > this.#keptBytesMax) {
      this.release();
      return;
    }
    // A chunk is a slice of a socket read that may hold a thousand times its bytes.
    const lean = chunk.length * 2 >= chunk.buffer.byteLength;
    this.#kept.push(lean ? chunk : Buffer.from(chunk));
    this.#keptBytes += chunk.length;
  }

  #lookForMessage(): void {
    const peek = this.#peek;
    if (peek === null) return;
    if (this.#keptBytes < PREFIX_BYTES) {
      if (this.#ended) this.#finishPeek(null);
      return;
    }
    const bytes = this.#kept.length === 1 ? this.#kept[0] : Buffer.concat(this.#kept);
    if (bytes === undefined) return;
    const end = PREFIX_BYTES + bytes.readUInt32BE(1);
    if (bytes[0] !== 0 || end - PREFIX_BYTES > peek.limit) this.#finishPeek(null);
    else if (bytes.length >= end) this.#finishPeek(bytes.subarray(PREFIX_BYTES, end));
    else if (this.#ended) this.#finishPeek(null);
  }

  #finishPeek(message: Buffer | null): void {
    const peek = this.#peek;
    if (peek === null) return;
    this.#peek = null;
    if (this.#sink === null && !this.#discarding) this.#source.pause();
    peek.resolve(message);
  }
}
