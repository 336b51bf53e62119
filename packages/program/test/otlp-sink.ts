// An OTLP/gRPC collector for tests: keeps the spans that it is sent, read from the wire. Also plays a broken one.

import { createServer, type Http2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';

export type Attribute = string | number | boolean | readonly Attribute[];

export interface SinkSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  /** 1 internal, 2 server, 3 client. */
  readonly kind: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly links: readonly {
    traceId: string;
    spanId: string;
    attributes: Readonly<Record<string, Attribute>>;
  }[];
  /** 0 unset, 1 ok, 2 error. */
  readonly statusCode: number;
  readonly resource: Readonly<Record<string, Attribute>>;
}

/** What the sink does with an export. */
export type SinkMood = 'take' | 'refuse' | 'hang';

export class OtlpSink {
  readonly spans: SinkSpan[] = [];
  mood: SinkMood = 'take';
  readonly #server = createServer();
  readonly #sessions = new Set<Http2Session>();

  constructor() {
    this.#server.on('session', session => {
      this.#sessions.add(session);
      session.on('close', () => this.#sessions.delete(session));
    });
    this.#server.on('stream', stream => this.#onExport(stream));
  }

  /** Resolves with the endpoint for OTEL_EXPORTER_OTLP_ENDPOINT. */
  listen(): Promise<string> {
    return new Promise(resolve =>
      this.#server.listen(0, '127.0.0.1', () =>
        resolve(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`),
      ),
    );
  }

  close(): Promise<void> {
    for (const session of this.#sessions) session.destroy();
    return new Promise(resolve => this.#server.close(() => resolve()));
  }

  #onExport(stream: ServerHttp2Stream): void {
    const chunks: Buffer[] = [];
    stream.on('error', () => {});
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      if (this.mood === 'hang') return;
      const status = this.mood === 'take' ? '0' : '3';
      if (status === '0') this.spans.push(...readExport(Buffer.concat(chunks).subarray(5)));
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status }));
      stream.end(status === '0' ? Buffer.alloc(5) : undefined);
    });
  }
}

/** One field of a protobuf message: number, and its bytes or its number. */
type Field = readonly [number, Buffer | bigint];

function* fields(bytes: Buffer): Generator<Field> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const kind = tag & 7;
    if (kind === 0) yield [tag >> 3, varint()];
    else {
      const length = kind === 2 ? Number(varint()) : kind === 1 ? 8 : 4;
      yield [tag >> 3, bytes.subarray(at, at + length)];
      at += length;
    }
  }
}

function all(bytes: Buffer, number: number): Buffer[] {
  return [...fields(bytes)].flatMap(([n, value]) => (n === number && Buffer.isBuffer(value) ? [value] : []));
}

function bytesOf(bytes: Buffer, number: number): Buffer {
  return all(bytes, number).at(-1) ?? Buffer.alloc(0);
}

function numberOf(bytes: Buffer, number: number): number {
  const found = [...fields(bytes)].findLast(([n]) => n === number)?.[1];
  return typeof found === 'bigint' ? Number(found) : 0;
}

function readExport(request: Buffer): SinkSpan[] {
  return all(request, 1).flatMap(resourceSpans => {
    const resource = attributes(all(bytesOf(resourceSpans, 1), 1));
    return all(resourceSpans, 2).flatMap(scope => all(scope, 2).map(span => readSpan(span, resource)));
  });
}

function readSpan(span: Buffer, resource: Record<string, Attribute>): SinkSpan {
  const timeMs = (number: number) => Number(bytesOf(span, number).readBigUInt64LE()) / 1e6;
  return {
    traceId: bytesOf(span, 1).toString('hex'),
    spanId: bytesOf(span, 2).toString('hex'),
    parentSpanId: bytesOf(span, 4).toString('hex'),
    name: bytesOf(span, 5).toString(),
    kind: numberOf(span, 6),
    startMs: timeMs(7),
    endMs: timeMs(8),
    attributes: attributes(all(span, 9)),
    links: all(span, 13).map(link => ({
      traceId: bytesOf(link, 1).toString('hex'),
      spanId: bytesOf(link, 2).toString('hex'),
      attributes: attributes(all(link, 4)),
    })),
    statusCode: numberOf(bytesOf(span, 15), 3),
    resource,
  };
}

function attributes(pairs: readonly Buffer[]): Record<string, Attribute> {
  return Object.fromEntries(pairs.map(pair => [bytesOf(pair, 1).toString(), anyValue(bytesOf(pair, 2))]));
}

function anyValue(value: Buffer): Attribute {
  const [first] = fields(value);
  if (first === undefined) return '';
  const [number, content] = first;
  if (typeof content === 'bigint') return number === 2 ? content === 1n : Number(BigInt.asIntN(64, content));
  if (number === 4) return content.readDoubleLE();
  return number === 5 ? all(content, 1).map(anyValue) : content.toString();
}
