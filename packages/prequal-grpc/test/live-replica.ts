// A Greeter over real sockets that the tests make slow, make fail, stop and start again on its port.

import * as grpc from '@grpc/grpc-js';
import { type InstrumentedServer, instrumentServer } from 'prequal-grpc';
import { greeterService } from './demo-server.ts';

export interface LiveOptions {
  readonly credentials?: grpc.ServerCredentials;
}

export class LiveReplica {
  readonly #credentials: grpc.ServerCredentials;
  #server: grpc.Server | null = null;
  #instrumented: InstrumentedServer | null = null;
  #port = 0;
  workMs = 10;
  /** Answers at once with UNAVAILABLE. */
  fails = false;
  served = 0;
  probes = 0;
  /** Client addresses that calls and probes came from. */
  readonly peers = new Set<string>();

  constructor({ credentials = grpc.ServerCredentials.createInsecure() }: LiveOptions = {}) {
    this.#credentials = credentials;
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** On any free port first, on the same one ever after. */
  async start(): Promise<void> {
    const server = new grpc.Server({
      interceptors: [
        (_method, call) => {
          this.peers.add(call.getPeer());
          return new grpc.ServerInterceptingCall(call);
        },
      ],
    });
    server.addService(greeterService, {
      SayHello: (_call: unknown, answer: grpc.sendUnaryData<object>) => this.#answer(answer),
    });
    this.#instrumented = instrumentServer(server, {
      observe: ({ kind }) => ({
        end: ({ status }) => {
          if (kind === 'probe' && status === 'OK') this.probes++;
        },
      }),
    });
    this.#port = await new Promise<number>((resolve, reject) =>
      server.bindAsync(this.address, this.#credentials, (error, port) =>
        error ? reject(error) : resolve(port),
      ),
    );
    this.#server = server;
  }

  /** As a good server does: says that it drains, takes what still comes, then ends. */
  async stop(noticeMs: number): Promise<void> {
    this.#instrumented?.setDraining(true);
    await new Promise(resolve => setTimeout(resolve, noticeMs));
    await new Promise<void>(resolve => this.#server?.tryShutdown(() => resolve()));
  }

  kill(): void {
    this.#server?.forceShutdown();
  }

  #answer(answer: grpc.sendUnaryData<object>): void {
    if (this.fails) {
      answer({ code: grpc.status.UNAVAILABLE, details: 'told to fail' });
      return;
    }
    this.served++;
    setTimeout(() => answer(null, { message: 'hello' }), this.workMs);
  }
}
