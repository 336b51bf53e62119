// What is in force for one inbound call: nothing yet, an attempt, a local answer, or its end?
//
// Owns the deadline, the client's going away, and that the call ends exactly once.

import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { Attempt, type AttemptListener } from './attempt.ts';
import { formatTimeout } from './deadline.ts';
import { firstValue, markNeverIndexed, neverIndexed, passedRequest, withoutPseudo } from './headers.ts';
import { createLocalAnswer } from './local-answer.ts';
import type { AttemptEnd, LocalAnswer, RawHeaders, RelayCall, Upstream } from './relay.ts';
import { RequestBody } from './replay.ts';
import { Reply } from './reply.ts';
import { resetStream } from './reset-stream.ts';
import { STATUS } from './status.ts';
import { UpstreamConnection } from './upstream.ts';

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A gRPC request, before anything is decided about it. */
export interface Inbound {
  readonly stream: ServerHttp2Stream;
  readonly headers: IncomingHttpHeaders;
  readonly raw: RawHeaders;
  readonly receivedAtMs: number;
  readonly timeoutMs: number | null;
}

export interface CallOptions {
  readonly replayBytes: number;
  readonly nowMs: () => number;
}

export class Call implements RelayCall {
  readonly path: string;
  readonly headers: RawHeaders;
  readonly receivedAtMs: number;
  readonly deadlineAtMs: number | null;
  trailers: RelayCall['trailers'] = () => [];
  readonly #inbound: Inbound;
  readonly #nowMs: () => number;
  readonly #body: RequestBody;
  readonly #reply: Reply;
  readonly #closeListeners: (() => void)[] = [];
  #attempt: Attempt | null = null;
  #answering = false;
  #closed = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(inbound: Inbound, options: CallOptions) {
    const { stream, raw, receivedAtMs, timeoutMs } = inbound;
    this.path = firstValue(raw, ':path') ?? '';
    this.headers = withoutPseudo(raw);
    this.receivedAtMs = receivedAtMs;
    this.deadlineAtMs = timeoutMs === null ? null : receivedAtMs + timeoutMs;
    this.#inbound = inbound;
    this.#nowMs = options.nowMs;
    this.#body = new RequestBody(stream, options.replayBytes);
    this.#reply = new Reply(
      stream,
      () => this.trailers(),
      () => this.#body.discard(),
    );
    stream.once('aborted', () => resetStream(stream, constants.NGHTTP2_CANCEL));
    stream.once('close', () => this.#onClose());
    this.#watchDeadline(receivedAtMs);
  }

  get open(): boolean {
    return !this.#closed && !this.#reply.ended;
  }

  get replayable(): boolean {
    return this.#body.replayable;
  }

  header(name: string): string | undefined {
    return firstValue(this.headers, name);
  }

  forward(upstream: Upstream, set: Readonly<Record<string, string>>, on: AttemptListener): void {
    this.#claim();
    if (!(upstream instanceof UpstreamConnection)) throw new TypeError('not an upstream of this relay');
    const nowMs = this.#nowMs();
    if (this.#expired(nowMs)) {
      this.#expire();
      process.nextTick(() => on.end({ kind: 'deadline' }));
      return;
    }
    if (!this.open) {
      process.nextTick(() => on.end({ kind: 'cancelled' }));
      return;
    }
    const failed = this.#start(upstream, set, on, nowMs);
    if (failed !== null) process.nextTick(() => on.end(failed));
  }

  refuse(status: number, message: string): void {
    this.#claim();
    this.#reply.fail(status, message);
  }

  firstMessage(limit: number): Promise<Buffer | null> {
    this.#claim();
    return this.open ? this.#body.firstMessage(limit) : Promise.resolve(null);
  }

  answer(): LocalAnswer {
    this.#claim();
    this.#answering = true;
    if (this.open) this.#body.discard();
    return createLocalAnswer(this.#reply);
  }

  onClose(listener: () => void): void {
    if (this.#closed) process.nextTick(listener);
    else this.#closeListeners.push(listener);
  }

  /** The relay's own end of a call, whatever is in force. */
  abort(status: number, message: string): void {
    this.#endHere(status, message, { kind: 'broken', status, message });
  }

  #start(
    upstream: UpstreamConnection,
    set: Readonly<Record<string, string>>,
    on: AttemptListener,
    nowMs: number,
  ): AttemptEnd | null {
    const session = upstream.session;
    if (session === null) return unreached('connect', 'no connection to the replica');
    if (!session.usable) return unreached('goaway', 'the connection to the replica is closing');
    const left =
      this.deadlineAtMs === null ? {} : { 'grpc-timeout': formatTimeout(this.deadlineAtMs - nowMs) };
    const passed = passedRequest(this.#inbound.raw, { ...left, ...set });
    const headers = markNeverIndexed(passed, neverIndexed(this.#inbound.headers));
    const stream = tryTo(() => session.request(headers, this.#body.empty));
    if (typeof stream === 'string') return unreached('refused', stream);
    if (stream instanceof Error) {
      this.#reply.fail(STATUS.INTERNAL, stream.message);
      return { kind: 'broken', status: STATUS.INTERNAL, message: stream.message };
    }
    this.#attempt = new Attempt(stream, session, this.#body, this.#reply, {
      headers: () => on.headers?.(),
      end: end => {
        this.#attempt = null;
        on.end(end);
      },
    });
    return null;
  }

  #claim(): void {
    if (this.#attempt !== null || this.#answering) throw new Error('the call is already being answered');
  }

  #watchDeadline(nowMs: number): void {
    if (this.deadlineAtMs === null) return;
    const leftMs = Math.max(0, Math.ceil(this.deadlineAtMs - nowMs));
    this.#timer = setTimeout(
      () => {
        const laterMs = this.#nowMs();
        if (this.#expired(laterMs)) this.#expire();
        else this.#watchDeadline(laterMs);
      },
      Math.min(leftMs, LONGEST_TIMER_MS),
    );
  }

  #expired(nowMs: number): boolean {
    return this.deadlineAtMs !== null && nowMs >= this.deadlineAtMs;
  }

  #expire(): void {
    this.#endHere(STATUS.DEADLINE_EXCEEDED, 'deadline exceeded', { kind: 'deadline' });
  }

  #endHere(status: number, message: string, end: AttemptEnd): void {
    if (!this.open) return;
    this.#reply.fail(status, message);
    this.#attempt?.cancel(end);
  }

  #onClose(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#attempt?.cancel({ kind: 'cancelled' });
    this.#body.discard();
    for (const listener of this.#closeListeners) listener();
  }
}

/** Node validates headers a second time, and throws: no peer may end the process by what it sends. */
function tryTo<T>(act: () => T): T | Error {
  try {
    return act();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function unreached(reason: 'connect' | 'refused' | 'goaway', message: string): AttemptEnd {
  return { kind: 'unreached', reason, message };
}
