// gRPC without protos: any path, bytes in and out, so that tests see what the balancer carries.

import * as grpc from '@grpc/grpc-js';

const bytes = (value: Buffer): Buffer => value;

export function rawMethod(
  path: string,
  requestStream = false,
  responseStream = false,
): grpc.MethodDefinition<Buffer, Buffer> {
  return {
    path,
    requestStream,
    responseStream,
    requestSerialize: bytes,
    requestDeserialize: bytes,
    responseSerialize: bytes,
    responseDeserialize: bytes,
  };
}

/** How one call ended, as its client saw it. */
export interface CallResult {
  readonly code: grpc.status;
  readonly details: string;
  readonly messages: readonly Buffer[];
  readonly headers: grpc.Metadata;
  readonly trailers: grpc.Metadata;
}

export interface CallOptions {
  readonly path?: string;
  readonly messages?: readonly Buffer[];
  readonly metadata?: Readonly<Record<string, string>>;
  readonly deadlineMs?: number;
  readonly onCall?: (call: grpc.ClientDuplexStream<Buffer, Buffer>) => void;
}

/** A client of anything. */
export class RawClient {
  readonly #client: grpc.Client;

  constructor(port: number) {
    this.#client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
      'grpc.use_local_subchannel_pool': 1,
      'grpc.enable_retries': 0,
    });
  }

  /** One call of any kind; never rejects. */
  call(options: CallOptions = {}): Promise<CallResult> {
    const {
      path = '/test.Echo/Unary',
      messages = [Buffer.from('ping')],
      metadata = {},
      deadlineMs,
    } = options;
    const sent = new grpc.Metadata();
    for (const [name, value] of Object.entries(metadata))
      sent.set(name, name.endsWith('-bin') ? Buffer.from(value) : value);
    const limit = deadlineMs === undefined ? {} : { deadline: Date.now() + deadlineMs };
    return new Promise(resolve => {
      const call = this.#client.makeBidiStreamRequest(path, bytes, bytes, sent, limit);
      const got: Buffer[] = [];
      let headers = new grpc.Metadata();
      call.on('metadata', value => {
        headers = value;
      });
      call.on('data', (message: Buffer) => got.push(message));
      call.on('error', () => {});
      call.on('status', ({ code, details, metadata: trailers }) =>
        resolve({ code, details, messages: got, headers, trailers }),
      );
      for (const message of messages) call.write(message);
      call.end();
      options.onCall?.(call);
    });
  }

  close(): void {
    this.#client.close();
  }
}

/** The first value of a trailer. */
export function trailer(result: CallResult, name: string): string | undefined {
  return result.trailers.get(name)[0]?.toString();
}
