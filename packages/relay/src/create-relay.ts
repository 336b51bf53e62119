// What makes a relay? Wires listener, client connections, calls and upstreams together, and takes them down again.

import { createServer, type Server, type Socket } from 'node:net';
import { Call, type Inbound } from './call.ts';
import { Downstream } from './downstream.ts';
import { admit } from './front-door.ts';
import { MAX_CONNECTIONS } from './limits.ts';
import { Population } from './population.ts';
import type { Relay, RelayOptions, Upstream, UpstreamOptions } from './relay.ts';
import { STATUS } from './status.ts';
import { UpstreamConnection } from './upstream.ts';

/** From the announcement to the real GOAWAY: more than a round trip, so that calls on their way arrive. */
const ANNOUNCE_MS = 100;
/** For the last answers to reach their sockets. */
const FLUSH_MS = 250;

export function createRelay(options: RelayOptions): Relay {
  return new NodeRelay(options);
}

class NodeRelay implements Relay {
  readonly #options: RelayOptions;
  readonly #server: Server;
  readonly #sockets = new Population<Socket>();
  readonly #downstreams = new Population<Downstream>();
  readonly #upstreams = new Set<UpstreamConnection>();
  readonly #calls = new Population<Call>();
  #refusing = false;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 }, socket =>
      this.#welcome(socket),
    );
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host, port }, () => {
        this.#server.off('error', reject);
        this.#server.on('error', error => this.#onAcceptFailed(error));
        const address = this.#server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  }

  connect(options: UpstreamOptions): Upstream {
    const upstream = new UpstreamConnection(options, this.#options, () => this.#upstreams.delete(upstream));
    this.#upstreams.add(upstream);
    return upstream;
  }

  async drain(timeoutMs: number): Promise<void> {
    const endAtMs = this.#options.nowMs() + timeoutMs;
    const leftMs = () => Math.max(0, endAtMs - this.#options.nowMs());
    this.#stopListening();
    for (const downstream of this.#downstreams) downstream.announceEnd();
    await this.#downstreams.empty(Math.min(ANNOUNCE_MS, timeoutMs));
    for (const downstream of this.#downstreams) downstream.close();
    await this.#calls.empty(leftMs());
    for (const call of this.#calls) call.abort(STATUS.UNAVAILABLE, 'the balancer is shutting down');
    await this.#downstreams.empty(FLUSH_MS);
    for (const downstream of this.#downstreams) downstream.destroy();
  }

  async close(): Promise<void> {
    this.#stopListening();
    for (const downstream of this.#downstreams) downstream.destroy();
    for (const upstream of this.#upstreams) upstream.destroy();
    for (const socket of this.#sockets) socket.destroy();
    await this.#sockets.empty(FLUSH_MS);
  }

  #stopListening(): void {
    if (this.#server.listening) this.#server.close();
  }

  /** No descriptor left, say: those who are connected are served on. Told once, until it works again. */
  #onAcceptFailed(error: Error): void {
    if (!this.#refusing) this.#options.onProtocolError('listener', `cannot accept: ${error.message}`);
    this.#refusing = true;
  }

  #welcome(socket: Socket): void {
    this.#refusing = false;
    const peer = `${socket.remoteAddress}:${socket.remotePort}`;
    const complain = (message: string) => this.#options.onProtocolError(peer, message);
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => this.#sockets.delete(socket));
    admit(socket, { enter: () => this.#enter(socket, complain), refuse: complain });
  }

  #enter(socket: Socket, complain: (message: string) => void): void {
    const downstream = new Downstream(socket, this.#options.nowMs, {
      call: inbound => this.#take(inbound),
      protocolError: complain,
      close: () => this.#downstreams.delete(downstream),
    });
    this.#downstreams.add(downstream);
    // It came while we were leaving: it is told so like the others.
    if (!this.#server.listening) downstream.close();
  }

  #take(inbound: Inbound): void {
    const { nowMs, replayBytes } = this.#options;
    const call = new Call(inbound, { nowMs, replayBytes });
    this.#calls.add(call);
    call.onClose(() => this.#calls.delete(call));
    this.#options.onCall(call);
  }
}
