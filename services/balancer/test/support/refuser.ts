// A replica that takes connections and refuses every stream: what it was sent certainly reached no application.

import { constants, createServer, type Http2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';

export class Refuser {
  readonly #server = createServer();
  readonly #sessions = new Set<Http2Session>();
  refused = 0;

  constructor() {
    this.#server.on('session', session => this.#sessions.add(session));
    this.#server.on('stream', (stream, headers) => {
      if (!headers[':path']?.startsWith('/prequal.')) this.refused++;
      stream.on('error', () => {});
      stream.close(constants.NGHTTP2_REFUSED_STREAM);
    });
  }

  /** Resolves with the replica id. */
  listen(): Promise<string> {
    return new Promise(resolve =>
      this.#server.listen(0, '127.0.0.1', () =>
        resolve(`127.0.0.1:${(this.#server.address() as AddressInfo).port}`),
      ),
    );
  }

  close(): void {
    for (const session of this.#sessions) session.destroy();
    this.#server.close();
  }
}
