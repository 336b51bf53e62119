// Server-sent events for whoever looks: one timer and one text for all, and neither while nobody does. What is sent is
// not its business.

import type { ServerResponse } from 'node:http';
import { type Answer, RequestError } from 'program';

export interface EventStreamOptions {
  readonly tickMs: number;
  /** The first event of a connection. */
  readonly hello: () => object;
  /** The event of a tick; called only while somebody listens. */
  readonly state: () => object;
  /** Somebody listens; somebody no longer does. */
  readonly onListening?: (listening: boolean) => void;
}

const MAX_CLIENTS = 32;
const HEARTBEAT_MS = 15_000;
/** After how long a browser that lost us asks again. */
const RETRY_MS = 1000;

export class EventStream {
  readonly #options: EventStreamOptions;
  readonly #clients = new Set<ServerResponse>();
  #timer: NodeJS.Timeout | undefined;
  #ticks = 0;
  #closed = false;

  constructor(options: EventStreamOptions) {
    this.#options = options;
  }

  get clients(): number {
    return this.#clients.size;
  }

  /** Whether the timer runs. */
  get ticking(): boolean {
    return this.#timer !== undefined;
  }

  /** The answer to GET /events. */
  answer(): Answer {
    if (this.#closed) throw new RequestError(503, 'ERR_PREQUAL_EVENTS', 'the balancer is draining');
    if (this.#clients.size >= MAX_CLIENTS) {
      throw new RequestError(503, 'ERR_PREQUAL_EVENTS', `${MAX_CLIENTS} pages are open, no more are served`);
    }
    return { stream: response => this.#join(response) };
  }

  /** Ends every stream and takes no new one. Idempotent. */
  close(): void {
    this.#closed = true;
    for (const client of this.#clients) client.end();
  }

  #join(response: ServerResponse): void {
    if (this.#closed) {
      response.end();
      return;
    }
    this.#clients.add(response);
    response.on('close', () => this.#leave(response));
    response.on('error', () => this.#leave(response));
    if (this.#timer === undefined) {
      this.#options.onListening?.(true);
      this.#timer = setInterval(() => this.#tick(), this.#options.tickMs);
      this.#timer.unref();
    }
    response.write(`retry: ${RETRY_MS}\n\n${eventText('hello', this.#options.hello())}`);
    response.write(eventText('state', this.#options.state()));
  }

  #leave(response: ServerResponse): void {
    if (!this.#clients.delete(response) || this.#clients.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#options.onListening?.(false);
  }

  /** A page that reads slowly misses ticks; it never makes us keep them. */
  #tick(): void {
    const ready = [...this.#clients].filter(client => !client.writableNeedDrain && !client.writableEnded);
    if (ready.length === 0) return;
    const beat = ++this.#ticks % Math.ceil(HEARTBEAT_MS / this.#options.tickMs) === 0 ? ': alive\n\n' : '';
    const text = beat + eventText('state', this.#options.state());
    for (const client of ready) client.write(text);
  }
}

function eventText(event: string, data: object): string {
  return `event: ${event}\ndata: ${JSON.stringify({ schema: 1, ...data })}\n\n`;
}
