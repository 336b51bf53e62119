// A backend of the tests' own, in this process on free ports, and what a client needs to use it.

import * as grpc from '@grpc/grpc-js';
import { type ProbeResult, Prober } from 'prequal-grpc';
import { createLog } from 'program';
import { greeterService, type HelloReply } from '../src/greeter-proto.ts';
import { type Backend, type BackendConfig, backendSettings, startBackend } from '../src/index.ts';

const defaults = Object.fromEntries(
  Object.entries(backendSettings).map(([option, setting]) => [option, setting.default]),
) as unknown as BackendConfig;

export interface LabBackend extends Backend {
  readonly lines: string[];
  readonly client: grpc.Client;
  /** POST /control of the first replica's process. */
  control(body: object): Promise<Response>;
  state(): Promise<Record<string, unknown>>;
  probe(): Promise<ProbeResult>;
  page(): Promise<string>;
  stop(): Promise<void>;
}

export async function startLabBackend(change: Partial<BackendConfig> = {}): Promise<LabBackend> {
  const lines: string[] = [];
  const config = { ...defaults, port: 0, adminPort: 0, metricsPort: 0, ...change };
  const log = createLog('debug', line => lines.push(line));
  const backend = await startBackend({ config, name: 'r', seed: 7, tracer: null, log });
  const port = backend.replicas[0]?.port ?? 0;
  const client = newClient(port);
  const prober = new Prober({ timeoutMs: () => 200 });
  const control = `http://127.0.0.1:${backend.adminPort}/control`;
  return {
    ...backend,
    lines,
    client,
    control: body => fetch(control, { method: 'POST', body: JSON.stringify(body) }),
    state: async () => {
      const { replicas } = (await (await fetch(control)).json()) as { replicas: Record<string, unknown>[] };
      return replicas[0] ?? {};
    },
    probe: () => prober.probe({ replica: 'r', host: '127.0.0.1', port }),
    page: async () => (await fetch(`http://127.0.0.1:${backend.metricsPort}/metrics`)).text(),
    stop: async () => {
      client.close();
      prober.close();
      await backend.close(0);
    },
  };
}

export function newClient(port: number): grpc.Client {
  return new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
    'grpc.enable_http_proxy': 0,
    'grpc.use_local_subchannel_pool': 1,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 200,
  });
}

export interface HelloEnd {
  readonly code: grpc.status;
  readonly message: string | undefined;
  readonly durationMs: number;
}

/** One SayHello; never rejects. */
export function hello(client: grpc.Client, deadlineMs = 10_000): Promise<HelloEnd> {
  const method = methodOf('SayHello');
  const startMs = performance.now();
  return new Promise(resolve => {
    client.makeUnaryRequest<object, HelloReply>(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      { name: 'you' },
      { deadline: Date.now() + deadlineMs },
      (error, reply) =>
        resolve({
          code: error?.code ?? grpc.status.OK,
          message: reply?.message,
          durationMs: performance.now() - startMs,
        }),
    );
  });
}

export function methodOf(name: string): grpc.MethodDefinition<object, HelloReply> {
  const method = greeterService[name];
  if (method === undefined) throw new Error(`no method ${name}`);
  return method as grpc.MethodDefinition<object, HelloReply>;
}

/** Waits until `holds`, or fails after a limit. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limitMs = 5000,
): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`after ${limitMs} ms still not: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}
