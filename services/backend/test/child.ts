// The backend as a child process of a test.

import { type ChildProcess, spawn } from 'node:child_process';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { until } from './lab-backend.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill('SIGKILL');
});

export interface Child {
  readonly process: ChildProcess;
  /** What it has written so far, to both streams. */
  readonly out: () => string;
  readonly exit: Promise<number | null>;
}

/** Starts it with `args`, without the OTEL_* of this environment. */
export function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Child {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('OTEL_')));
  const child = spawn(process.execPath, [MAIN, ...args], { env: { ...clean, ...env } });
  children.push(child);
  let out = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text: Buffer) => {
      out += text;
    });
  }
  const exit = new Promise<number | null>(resolve => child.on('close', code => resolve(code)));
  return { process: child, out: () => out, exit };
}

/** A TCP server on a port that the system chose. */
export function listenAnywhere(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  return new Promise(resolve =>
    server.listen(0, '127.0.0.1', () => resolve({ server, port: (server.address() as AddressInfo).port })),
  );
}

async function freePorts(count: number): Promise<number[]> {
  const held = await Promise.all(Array.from({ length: count }, () => listenAnywhere()));
  await Promise.all(held.map(({ server }) => new Promise(resolve => server.close(resolve))));
  return held.map(({ port }) => port);
}

export interface RunningBackend extends Child {
  readonly port: number;
  readonly adminPort: number;
  readonly metricsPort: number;
}

/** Starts one as replica r1 on free ports and waits until it is up. */
export async function startChild(env: Readonly<Record<string, string>> = {}): Promise<RunningBackend> {
  const [port = 0, adminPort = 0, metricsPort = 0] = await freePorts(3);
  const flags = { port, adminPort, metricsPort };
  const args = ['--port', `${port}`, '--admin-port', `${adminPort}`, '--metrics-port', `${metricsPort}`];
  const child = run(args, { REPLICA_NAME: 'r1', ...env });
  await until('the backend is up', () => child.out().includes('control http'), 15_000);
  return { ...child, ...flags };
}
