// How an answer of an admin port is put on the wire: JSON, text, a file with its tag, or a stream that stays open.

import type { IncomingMessage, ServerResponse } from 'node:http';

/** An answer: exactly one of `json`, `text` and `stream`. */
export interface Answer {
  readonly status?: number;
  /** Sent with `schema: 1` in front. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly text?: string | Buffer;
  /** Takes over the response once its headers are sent; not called for HEAD. */
  readonly stream?: (response: ServerResponse) => void;
  readonly contentType?: string;
  /** Names the content: who has it already gets 304. Without it nothing may keep the answer. */
  readonly etag?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends `answer` and ends the response, but for a stream. */
export function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const { status = 200, etag, stream } = answer;
  const headers = {
    'content-type': contentTypeOf(answer),
    'cache-control': etag === undefined ? 'no-store' : 'no-cache',
    'x-content-type-options': 'nosniff',
    ...(etag === undefined ? {} : { etag }),
    ...answer.headers,
    ...(status === 413 ? { connection: 'close' } : {}),
  };
  if (etag !== undefined && request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end();
  } else if (stream !== undefined) {
    response.writeHead(status, headers);
    if (request.method === 'HEAD') response.end();
    else stream(response);
  } else {
    const body = Buffer.from(answer.text ?? `${JSON.stringify({ schema: 1, ...(answer.json as object) })}\n`);
    response.writeHead(status, { ...headers, 'content-length': body.length });
    response.end(request.method === 'HEAD' ? undefined : body);
  }
}

function contentTypeOf({ contentType, text, stream }: Answer): string {
  if (contentType !== undefined) return contentType;
  if (stream !== undefined) return 'text/event-stream';
  return text === undefined ? 'application/json' : 'text/plain; charset=utf-8';
}
