// Does a stock gRPC client reach a stock gRPC server through the relay, by all four kinds of call?

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as grpc from '@grpc/grpc-js';
import { type Harness, startRelay, until } from './director.ts';

const method = (path: string, requestStream: boolean, responseStream: boolean) => ({
  path: `/test.Echo/${path}`,
  requestStream,
  responseStream,
  requestSerialize: (value: Buffer) => value,
  requestDeserialize: (bytes: Buffer) => bytes,
  responseSerialize: (value: Buffer) => value,
  responseDeserialize: (bytes: Buffer) => bytes,
});

const service = {
  unary: method('Unary', false, false),
  upload: method('Upload', true, false),
  download: method('Download', false, true),
  chat: method('Chat', true, true),
  fail: method('Fail', false, false),
};

const EchoClient = grpc.makeGenericClientConstructor(service, 'Echo');

let server: grpc.Server;
let harness: Harness;
let client: grpc.Client;

before(async () => {
  server = new grpc.Server();
  server.addService(service, {
    unary: (call: grpc.ServerUnaryCall<Buffer, Buffer>, done: grpc.sendUnaryData<Buffer>) => {
      const trailers = new grpc.Metadata();
      trailers.set('x-prequal-rif', '3');
      trailers.add('seen-bin', Buffer.from([0, 255]));
      call.sendMetadata(call.metadata);
      done(null, call.request, trailers);
    },
    upload: (call: grpc.ServerReadableStream<Buffer, Buffer>, done: grpc.sendUnaryData<Buffer>) => {
      let bytes = 0;
      call.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      call.on('end', () => done(null, Buffer.from(String(bytes))));
    },
    download: (call: grpc.ServerWritableStream<Buffer, Buffer>) => {
      for (let i = 0; i < 10; i++) call.write(Buffer.from(`${call.request}-${i}`));
      call.end();
    },
    chat: (call: grpc.ServerDuplexStream<Buffer, Buffer>) => {
      call.on('data', (chunk: Buffer) => call.write(chunk));
      call.on('end', () => call.end());
    },
    fail: (_call: grpc.ServerUnaryCall<Buffer, Buffer>, done: grpc.sendUnaryData<Buffer>) => {
      done({ code: grpc.status.NOT_FOUND, details: 'no such café: 100 %' });
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  harness = await startRelay([port], { trailers: [['x-prequal-replica', 'r1']] });
  client = new EchoClient(`127.0.0.1:${harness.port}`, grpc.credentials.createInsecure());
});

after(async () => {
  client.close();
  await harness.stop();
  server.forceShutdown();
});

interface UnaryEnd {
  reply: Buffer | undefined;
  error: grpc.ServiceError | null;
  headers: grpc.Metadata | null;
  status: grpc.StatusObject | null;
}

const same = (value: Buffer) => value;

function unary(path: string, request: Buffer, metadata = new grpc.Metadata()): Promise<UnaryEnd> {
  return new Promise(resolve => {
    const end: UnaryEnd = { reply: undefined, error: null, headers: null, status: null };
    const call = client.makeUnaryRequest(path, same, same, request, metadata, (error, reply) => {
      end.error = error;
      end.reply = reply;
    });
    call.on('metadata', headers => {
      end.headers = headers;
    });
    call.on('status', status => {
      end.status = status;
      setImmediate(resolve, end);
    });
  });
}

test('unary, with metadata both ways', async () => {
  const metadata = new grpc.Metadata();
  metadata.add('k', 'v1');
  metadata.add('k', 'v2');
  metadata.add('b-bin', Buffer.from([1, 0, 254]));
  const end = await unary('/test.Echo/Unary', Buffer.from('hi'), metadata);
  assert.equal(end.error, null);
  assert.deepEqual(end.reply, Buffer.from('hi'));
  assert.deepEqual(end.headers?.get('k'), ['v1, v2']);
  assert.deepEqual(end.headers?.get('b-bin'), [Buffer.from([1, 0, 254])]);
  assert.deepEqual(end.status?.metadata.get('seen-bin'), [Buffer.from([0, 255])]);
  assert.deepEqual(end.status?.metadata.get('x-prequal-rif'), []);
  assert.deepEqual(end.status?.metadata.get('x-prequal-replica'), ['r1']);
  const last = harness.ends.at(-1);
  assert.equal(last?.kind, 'answered');
  assert.ok(last?.kind === 'answered' && last.trailers.includes('x-prequal-rif'));
});

test('a status with a message outside ASCII', async () => {
  const end = await unary('/test.Echo/Fail', Buffer.from('x'));
  assert.equal(end.error?.code, grpc.status.NOT_FOUND);
  assert.equal(end.error?.details, 'no such café: 100 %');
  assert.deepEqual(end.status?.metadata.get('x-prequal-replica'), ['r1']);
});

test('a client stream', async () => {
  const chunk = Buffer.alloc(100_000, 7);
  const reply = await new Promise<Buffer | undefined>((resolve, reject) => {
    const call = client.makeClientStreamRequest(
      '/test.Echo/Upload',
      same,
      same,
      (error: grpc.ServiceError | null, value: Buffer | undefined) =>
        error === null ? resolve(value) : reject(error),
    );
    for (let i = 0; i < 20; i++) call.write(chunk);
    call.end();
  });
  assert.equal(String(reply), '2000000');
});

test('a server stream', async () => {
  const call = client.makeServerStreamRequest('/test.Echo/Download', same, same, Buffer.from('d'));
  const got: string[] = [];
  for await (const chunk of call) got.push(String(chunk));
  assert.deepEqual(
    got,
    Array.from({ length: 10 }, (_, i) => `d-${i}`),
  );
});

test('a dialogue, message by message', async () => {
  const call = client.makeBidiStreamRequest('/test.Echo/Chat', same, same);
  const got: string[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    call.on('error', reject);
    call.on('end', resolve);
  });
  call.on('data', (chunk: Buffer) => {
    got.push(String(chunk));
    if (got.length < 5) call.write(Buffer.from(String(got.length)));
    else call.end();
  });
  call.write(Buffer.from('0'));
  await ended;
  assert.deepEqual(got, ['0', '1', '2', '3', '4']);
});

test('nothing is left open', async () => {
  await until(() => harness.openCalls === 0, 'all calls closed');
});
