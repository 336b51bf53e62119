// How does the built-in load call the Greeter, and who answered? Connections, one call, its end.

import { fileURLToPath } from 'node:url';
import {
  Client,
  credentials,
  Metadata,
  type MethodDefinition,
  type StatusObject,
  status,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { CALL_TIMEOUT_MS } from 'load-tests/load-plan.ts';
import { servedBy } from 'load-tests/reply.ts';
import { EXIT, PlainError } from 'program';

/** How a call ended. */
export interface Answer {
  /** gRPC status name. */
  readonly status: string;
  /** Who served it; null when nobody can be named. */
  readonly replica: string | null;
}

/** Connections to each target: one would queue behind a server's limit of streams. */
const CONNECTIONS = 4;
const PROTO = fileURLToPath(new URL('../../../proto/helloworld.proto', import.meta.url));

/** Calls `targets` (host:port) in turn, over several connections each. Owns them until `close`. */
export class GreeterClient {
  readonly #targets: readonly string[];
  readonly #clients: readonly Client[];
  readonly #sayHello = sayHelloMethod();
  /** Names by replica id, learned from replies that carry both, so that failures can be counted by name too. */
  readonly #names = new Map<string, string>();
  #next = 0;

  constructor(targets: readonly string[], connections = CONNECTIONS) {
    this.#targets = targets;
    this.#clients = Array.from({ length: connections }, () => targets).flatMap(each => each.map(connection));
  }

  /** Waits until each connection stands. Throws PlainError naming TARGET when one does not. */
  async ready(timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    const waits = this.#clients.map(
      (client, at) =>
        new Promise<void>((resolve, reject) => {
          client.waitForReady(deadline, error => (error ? reject(unreachable(this.#target(at))) : resolve()));
        }),
    );
    await Promise.all(waits);
  }

  /** Calls once; never rejects. */
  sayHello(name: string): Promise<Answer> {
    const client = this.#clients[this.#next++ % this.#clients.length];
    if (client === undefined) return Promise.resolve({ status: 'UNAVAILABLE', replica: null });
    const { path, requestSerialize, responseDeserialize } = this.#sayHello;
    return new Promise(resolve => {
      let served: string | null = null;
      const options = { deadline: Date.now() + CALL_TIMEOUT_MS };
      const call = client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        { name },
        new Metadata(),
        options,
        (_error, reply) => {
          if (reply !== undefined) served = servedBy(String((reply as { message?: unknown }).message));
        },
      );
      call.on('status', end =>
        resolve({ status: status[end.code] ?? 'UNKNOWN', replica: this.#who(served, end) }),
      );
    });
  }

  /** Ends all connections; calls in flight fail. */
  close(): void {
    for (const client of this.#clients) client.close();
  }

  #target(at: number): string {
    return this.#targets[at % this.#targets.length] ?? '';
  }

  #who(served: string | null, end: StatusObject): string | null {
    const id = end.metadata.get('x-prequal-replica')[0]?.toString();
    if (served !== null && id !== undefined) this.#names.set(id, served);
    return served ?? (id === undefined ? null : (this.#names.get(id) ?? id));
  }
}

function connection(target: string): Client {
  return new Client(target, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 });
}

function sayHelloMethod(): MethodDefinition<object, object> {
  const service = loadSync(PROTO)['helloworld.Greeter'];
  const method = service === undefined || 'format' in service ? undefined : service.SayHello;
  if (method === undefined) throw new Error('helloworld.proto has no Greeter.SayHello');
  return method;
}

function unreachable(target: string): PlainError {
  return new PlainError(
    `ERR_PREQUAL_TARGET: TARGET=${target} cannot be reached; is the balancer up?`,
    EXIT.failed,
  );
}
