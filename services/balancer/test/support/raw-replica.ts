// A replica below gRPC: it refuses every stream, so that what it was sent certainly reached no application, or knows no
// method, at little cost.

import { constants, createServer, type Http2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';

export class RawReplica {
  readonly #server = createServer();
  readonly #sessions = new Set<Http2Session>();
  /** Calls, probes left out. */
  calls = 0;

  constructor(answer: 'refuse' | 'unimplemented') {
    this.#server.on('session', session => this.#sessions.add(session));
    this.#server.on('stream', (stream, headers) => {
      if (!headers[':path']?.startsWith('/prequal.')) this.calls++;
      stream.on('error', () => {});
      if (answer === 'refuse') stream.close(constants.NGHTTP2_REFUSED_STREAM);
      else refuseMethod(stream);
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

function refuseMethod(stream: ServerHttp2Stream): void {
  const headers = { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '12' };
  stream.respond(headers, { endStream: true });
}
