// A Greeter in the place of balancer and backends: three names answer in turn, each as slow as it is told.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { ServerUnaryCall, ServiceClientConstructor, sendUnaryData } from '@grpc/grpc-js';
import { loadPackageDefinition, Metadata, Server, ServerCredentials, type status } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

const PROTO = fileURLToPath(new URL('../../../proto/helloworld.proto', import.meta.url));

/** What the double does; tests change it while it runs. */
export interface Behaviour {
  /** Who answers call number `at`. */
  name: (at: number) => string;
  workMs: (name: string) => number;
  /** gRPC status to fail with, or null. */
  failure: (at: number) => status | null;
}

export interface GreeterDouble {
  readonly target: string;
  /** The control port: what was posted stands in `controls`. */
  readonly controlUrl: string;
  readonly controls: unknown[];
  readonly calls: () => number;
  close(): Promise<void>;
}

export async function startGreeter(change: Partial<Behaviour> = {}): Promise<GreeterDouble> {
  const behaviour: Behaviour = {
    name: at => `backend-${(at % 3) + 1}`,
    workMs: () => 1,
    failure: () => null,
    ...change,
  };
  let calls = 0;
  const server = new Server();
  const { helloworld } = loadPackageDefinition(loadSync(PROTO)) as unknown as {
    helloworld: { Greeter: ServiceClientConstructor };
  };
  server.addService(helloworld.Greeter.service, {
    sayHello: (
      call: ServerUnaryCall<{ name: string }, unknown>,
      reply: sendUnaryData<{ message: string }>,
    ) => {
      const at = calls++;
      const name = behaviour.name(at);
      const code = behaviour.failure(at);
      const trailer = new Metadata();
      trailer.set('x-prequal-replica', `127.0.0.1:${name.replace('backend-', '5005')}`);
      setTimeout(() => {
        if (code === null) reply(null, { message: `Hello ${call.request.name}! from ${name}` }, trailer);
        else reply({ code, details: 'as the test wants', metadata: trailer });
      }, behaviour.workMs(name));
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  const controls: unknown[] = [];
  const control = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    controls.push(JSON.parse(body));
    response.end('{}');
  });
  await new Promise<void>(resolve => control.listen(0, '127.0.0.1', resolve));
  return {
    target: `127.0.0.1:${port}`,
    controlUrl: `http://127.0.0.1:${(control.address() as AddressInfo).port}`,
    controls,
    calls: () => calls,
    close: async () => {
      server.forceShutdown();
      control.closeAllConnections();
      await new Promise(resolve => control.close(resolve));
    },
  };
}
