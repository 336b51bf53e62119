// A Greeter of the tests' own: all four kinds, each call held until the test lets it go.

import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import * as grpc from '@grpc/grpc-js';
import * as protoLoader from '@grpc/proto-loader';

const definition = protoLoader.loadSync('helloworld.proto', {
  includeDirs: [fileURLToPath(new URL('../../../proto', import.meta.url))],
});
export const greeterService = definition['helloworld.Greeter'] as protoLoader.ServiceDefinition;
export const Greeter = grpc.makeGenericClientConstructor(greeterService as grpc.ServiceDefinition, 'Greeter');

export type Kind = 'SayHello' | 'SayHelloStreamReply' | 'SayHelloStreamRequest' | 'SayHelloBidiStream';
export const KINDS: readonly Kind[] = [
  'SayHello',
  'SayHelloStreamReply',
  'SayHelloStreamRequest',
  'SayHelloBidiStream',
];

/** Ends one held call: with a reply, or with an error status. */
type Release = (error?: { code: grpc.status; details: string }) => void;

/** Handlers that hold every call until `held` is emptied by `release`. */
export class HeldCalls {
  readonly #held: Release[] = [];

  get size(): number {
    return this.#held.length;
  }

  release(error?: { code: grpc.status; details: string }): void {
    for (const end of this.#held.splice(0)) end(error);
  }

  readonly handlers: grpc.UntypedServiceImplementation = {
    SayHello: (_call: grpc.ServerUnaryCall<unknown, unknown>, answer: grpc.sendUnaryData<unknown>) => {
      this.#held.push(error => (error ? answer(error) : answer(null, { message: 'hello' })));
    },
    SayHelloStreamReply: (call: grpc.ServerWritableStream<unknown, unknown>) => this.#holdWriter(call),
    SayHelloStreamRequest: (
      call: grpc.ServerReadableStream<unknown, unknown>,
      answer: grpc.sendUnaryData<unknown>,
    ) => {
      call.resume();
      call.on('error', () => {});
      this.#held.push(error => (error ? answer(error) : answer(null, { message: 'hello' })));
    },
    SayHelloBidiStream: (call: grpc.ServerDuplexStream<unknown, unknown>) => {
      call.resume();
      this.#holdWriter(call);
    },
  };

  #holdWriter(
    call: grpc.ServerWritableStream<unknown, unknown> | grpc.ServerDuplexStream<unknown, unknown>,
  ): void {
    this.#held.push(error => {
      if (error) {
        call.emit('error', error);
      } else {
        call.write({ message: 'hello' });
        call.end();
      }
    });
  }
}

/** Binds to a free loopback port. */
export function bind(server: grpc.Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) =>
      error === null ? resolve(port) : reject(error),
    );
  });
}

export interface Ended {
  readonly code: grpc.status;
  readonly trailers: Readonly<Record<string, grpc.MetadataValue>>;
}

export interface StartedCall {
  readonly ended: Promise<Ended>;
  cancel(): void;
}

/** Starts a call of any kind; its request side is complete. */
export function startCall(client: grpc.Client, kind: Kind, deadlineMs?: number): StartedCall {
  const method = greeterService[kind];
  if (method === undefined) throw new Error(`no method ${kind}`);
  const request = { name: 'test' };
  const options: grpc.CallOptions = deadlineMs === undefined ? {} : { deadline: Date.now() + deadlineMs };
  const { path, requestSerialize: toBytes, responseDeserialize: fromBytes } = method;
  const ignore = () => {};
  let call: grpc.ClientUnaryCall | grpc.ClientReadableStream<object>;
  if (!method.requestStream) {
    call = method.responseStream
      ? client.makeServerStreamRequest<object, object>(path, toBytes, fromBytes, request, options)
      : client.makeUnaryRequest<object, object>(path, toBytes, fromBytes, request, options, ignore);
  } else {
    const upload = method.responseStream
      ? client.makeBidiStreamRequest<object, object>(path, toBytes, fromBytes, options)
      : client.makeClientStreamRequest<object, object>(path, toBytes, fromBytes, options, ignore);
    upload.write(request);
    upload.end();
    call = upload;
  }
  call.on('error', ignore);
  if (call instanceof Readable) call.resume();
  const ended = new Promise<Ended>(resolve => {
    call.on('status', (status: grpc.StatusObject) =>
      resolve({ code: status.code, trailers: status.metadata.getMap() }),
    );
  });
  return { ended, cancel: () => call.cancel() };
}

export function newClient(port: number): grpc.Client {
  return new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
    'grpc.enable_http_proxy': 0,
    'grpc.use_local_subchannel_pool': 1,
  });
}
