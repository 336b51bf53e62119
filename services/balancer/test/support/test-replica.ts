// A replica that does what the test says: a witness of what it was sent, with a scripted probe service or the real one.

import * as grpc from '@grpc/grpc-js';
import { type InstrumentedServer, instrumentServer } from 'prequal-grpc';
import { rawMethod } from './raw-grpc.ts';

/** What its probe service does; `hang` never answers, `none` has none, `real` is that of prequal-grpc. */
export type ProbeScript = 'ok' | 'hang' | 'nonsense' | 'error' | 'none' | 'real';

export interface Seen {
  readonly path: string;
  readonly metadata: grpc.Metadata;
  readonly deadlineMs: number;
  cancelled: boolean;
}

export interface ReplicaOptions {
  readonly probe?: ProbeScript;
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
}

type Handler = grpc.ServerDuplexStream<Buffer, Buffer>;

export class TestReplica {
  readonly name: string;
  readonly seen: Seen[] = [];
  port = 0;
  probes = 0;
  /** Answers nothing, probes included, until set back. */
  frozen = false;
  workMs = 0;
  /** Status and details of every answer. */
  fails: { code: grpc.status; details: string } | null = null;
  trailers: Record<string, string> = {};
  report = { rif: 0, latencyUs: 1000, draining: false };
  instrumented: InstrumentedServer | null = null;
  readonly #server = new grpc.Server();
  readonly #script: ProbeScript;
  readonly #host: string;

  constructor(name: string, script: ProbeScript, host: string) {
    this.name = name;
    this.#script = script;
    this.#host = host;
  }

  static async start(name: string, options: ReplicaOptions = {}): Promise<TestReplica> {
    const { probe = 'ok', port = 0, host = '127.0.0.1' } = options;
    const replica = new TestReplica(name, probe, host);
    replica.#addServices();
    await replica.#listen(port);
    return replica;
  }

  get id(): string {
    return `${this.#host}:${this.port}`;
  }

  /** Drops every connection at once. */
  kill(): void {
    this.#server.forceShutdown();
  }

  /** GOAWAY, then the calls in flight end. */
  shutDown(): Promise<void> {
    return new Promise(resolve => this.#server.tryShutdown(() => resolve()));
  }

  #listen(port: number): Promise<void> {
    return new Promise((resolve, reject) =>
      this.#server.bindAsync(
        `${this.#host}:${port}`,
        grpc.ServerCredentials.createInsecure(),
        (error, bound) => {
          this.port = bound;
          if (error === null) resolve();
          else reject(error);
        },
      ),
    );
  }

  #addServices(): void {
    const paths = [
      '/test.Echo/Unary',
      '/grpc.health.v1.Health/Check',
      '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
    ];
    for (const path of paths) {
      const method = rawMethod(path, true, true);
      this.#server.addService(
        { [path]: method },
        { [path]: (call: Handler) => void this.#answer(path, call) },
      );
    }
    if (this.#script === 'real') {
      this.instrumented = instrumentServer(this.#server, { replica: this.name, health: false });
    } else if (this.#script !== 'none') {
      const method = rawMethod('/prequal.v1.LoadReporter/Probe');
      this.#server.addService(
        { Probe: method },
        { Probe: (_call: unknown, answer: grpc.sendUnaryData<Buffer>) => this.#probe(answer) },
      );
    }
  }

  /** Echoes every message with its name in front. */
  async #answer(path: string, call: Handler): Promise<void> {
    const seen: Seen = { path, metadata: call.metadata, deadlineMs: remaining(call), cancelled: false };
    this.seen.push(seen);
    call.on('cancelled', () => {
      seen.cancelled = true;
    });
    call.on('error', () => {});
    const header = new grpc.Metadata();
    header.set('x-from', this.name);
    call.sendMetadata(header);
    call.on('data', (message: Buffer) => {
      if (!this.frozen) call.write(Buffer.concat([Buffer.from(`${this.name}:`), message]));
    });
    call.on('end', () => setTimeout(() => this.#end(call), this.workMs).unref());
  }

  #end(call: Handler): void {
    if (this.frozen) return;
    const trailers = new grpc.Metadata();
    for (const [name, value] of Object.entries(this.trailers)) {
      trailers.set(name, name.endsWith('-bin') ? Buffer.from(value) : value);
    }
    if (this.fails === null) call.end(trailers);
    else call.emit('error', { ...this.fails, metadata: trailers });
  }

  #probe(answer: grpc.sendUnaryData<Buffer>): void {
    this.probes++;
    if (this.frozen || this.#script === 'hang') return;
    if (this.#script === 'error') answer({ code: grpc.status.INTERNAL, details: 'no' });
    else if (this.#script === 'nonsense') answer(null, Buffer.from('ffffffff', 'hex'));
    else answer(null, this.#response());
  }

  #response(): Buffer {
    const { rif, latencyUs, draining } = this.report;
    return Buffer.from([8, ...varint(rif), 16, ...varint(latencyUs), 24, draining ? 1 : 0]);
  }
}

function remaining(call: Handler): number {
  const deadline = call.getDeadline();
  return deadline === Number.POSITIVE_INFINITY ? deadline : Number(deadline) - Date.now();
}

function varint(value: number): number[] {
  const low = value % 128;
  return value < 128 ? [low] : [low + 128, ...varint(Math.floor(value / 128))];
}
