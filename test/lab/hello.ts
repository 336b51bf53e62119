// One call of helloworld.Greeter/SayHello, written out on node:http2, so that what this test sees of the balancer owes
// nothing to the project's own client code.

import { connect, type IncomingHttpHeaders } from 'node:http2';

export interface Hello {
  /** grpc-status, a number. */
  readonly status: number;
  /** `Hello NAME! from REPLICA`. */
  readonly message: string;
  /** x-prequal-trace-id. */
  readonly traceId: string;
  /** x-prequal-replica: the replica's id in the balancer. */
  readonly replica: string;
}

const LIMIT_MS = 5000;
const STRING_FIELD_1 = 0x0a;

export function sayHello(port: number, name: string): Promise<Hello> {
  return new Promise((resolve, reject) => {
    const session = connect(`http://127.0.0.1:${port}`);
    session.on('error', reject);
    const call = session.request({
      ':method': 'POST',
      ':path': '/helloworld.Greeter/SayHello',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const chunks: Buffer[] = [];
    let last: IncomingHttpHeaders = {};
    call.on('response', headers => {
      last = headers;
    });
    call.on('trailers', trailers => {
      last = trailers;
    });
    call.on('data', (chunk: Buffer) => chunks.push(chunk));
    call.on('error', reject);
    call.on('close', () => {
      session.destroy();
      resolve(helloOf(last, Buffer.concat(chunks)));
    });
    call.setTimeout(LIMIT_MS, () => call.destroy(new Error(`no reply within ${LIMIT_MS} ms`)));
    call.end(frameOf(name));
  });
}

/** HelloRequest in gRPC's frame: a byte for compression, four for the length, then field 1. */
function frameOf(name: string): Buffer {
  const text = Buffer.from(name);
  const frame = Buffer.alloc(7);
  frame.writeUInt32BE(text.length + 2, 1);
  frame[5] = STRING_FIELD_1;
  frame[6] = text.length;
  return Buffer.concat([frame, text]);
}

function helloOf(trailers: IncomingHttpHeaders, body: Buffer): Hello {
  return {
    status: Number(trailers['grpc-status'] ?? Number.NaN),
    message: body.subarray(7).toString(),
    traceId: String(trailers['x-prequal-trace-id'] ?? ''),
    replica: String(trailers['x-prequal-replica'] ?? ''),
  };
}
