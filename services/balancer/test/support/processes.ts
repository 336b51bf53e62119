// Balancer and backend as the processes that users start, with their logs kept.

import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { until } from './test-balancer.ts';

const PROGRAMS = {
  balancer: new URL('../../src/main.ts', import.meta.url).pathname,
  backend: new URL('../../../backend/src/main.ts', import.meta.url).pathname,
};

export class Program {
  readonly child: ChildProcess;
  out = '';
  readonly exited: Promise<number | null>;

  constructor(
    name: keyof typeof PROGRAMS,
    variables: Readonly<Record<string, string>>,
    args: readonly string[] = [],
  ) {
    const env = { PATH: process.env.PATH ?? '', ...variables };
    this.child = spawn(process.execPath, [PROGRAMS[name], ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.out += text;
      });
    }
    this.exited = new Promise(resolve => this.child.on('close', code => resolve(code)));
  }

  /** Log lines without their time. */
  get lines(): string[] {
    return this.out
      .trim()
      .split('\n')
      .map(line => line.replace(/^\S+Z /, ''));
  }

  /** Waits for a line. */
  async said(pattern: RegExp, limitMs = 10_000): Promise<void> {
    await until(() => pattern.test(this.out), limitMs);
  }

  /** SIGTERM; resolves with the exit status. */
  stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return this.exited;
  }

  /** Ends it whatever it does, for the end of a test. */
  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGCONT');
    this.child.kill('SIGKILL');
    await this.exited;
  }
}

/** Ports that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise<typeof server>(resolve => server.listen(0, '127.0.0.1', () => resolve(server)));
    }),
  );
  return Promise.all(
    servers.map(server => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      return new Promise<number>(resolve => server.close(() => resolve(port)));
    }),
  );
}

/** A quick backend on `port`. */
export function startBackend(
  port: number,
  name: string,
  variables: Readonly<Record<string, string>> = {},
): Program {
  const ports = { PORT: String(port), ADMIN_PORT: '0', METRICS_PORT: '0' };
  return new Program('backend', { ...ports, REPLICA_NAME: name, WORK_MEAN_MS: '5', SEED: '1', ...variables });
}

/** A balancer in front of `ports`; its ports are in its log. */
export function startBalancer(
  port: number,
  backends: readonly number[],
  variables: Readonly<Record<string, string>> = {},
): Program {
  const servers = backends.map(backend => `127.0.0.1:${backend}`).join(',');
  const ports = { PORT: String(port), ADMIN_PORT: '0', METRICS_PORT: '0' };
  return new Program('balancer', { ...ports, SERVER_URLS: servers, SEED: '1', ...variables });
}
