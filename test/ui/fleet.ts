// The programs that a page is tested against: backends, a balancer and load, as processes on free ports.

import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

type Name = 'backend' | 'balancer' | 'load';
type Variables = Readonly<Record<string, string>>;

const LIMIT_MS = 30_000;

export class Fleet {
  readonly #children: ChildProcess[] = [];
  readonly #logs = new Map<ChildProcess, string>();

  /** Three backends, a balancer and load; resolves with the replicas' addresses and the balancer's page. */
  async lab(callsPerSecond: number, variables: Variables = {}): Promise<{ servers: string[]; url: string }> {
    const { servers, controls } = await this.backends(3);
    const { target, url } = await this.balancer(servers, controls, variables);
    this.load(target, url, callsPerSecond);
    return { servers, url };
  }

  /** Backends with their replicas; resolves with the replicas' addresses and the control ports, in one order. */
  async backends(count: number, replicas = 1): Promise<{ servers: string[]; controls: string[] }> {
    const started = Array.from({ length: count }, (_, index) =>
      this.#start('backend', {
        PORT: '0',
        ADMIN_PORT: '0',
        METRICS_PORT: '0',
        REPLICAS: String(replicas),
        REPLICA_NAME: `backend-${index + 1}`,
        SEED: String(index + 1),
      }),
    );
    const servers: string[] = [];
    const controls: string[] = [];
    for (const child of started) {
      const text = await this.#said(child, /control.*?http:\/\/(127\.0\.0\.1:\d+)/);
      const control = /control.*?http:\/\/(127\.0\.0\.1:\d+)/.exec(text)?.[1] ?? '';
      for (const [, address = ''] of text.matchAll(/gRPC on (127\.0\.0\.1:\d+)/g)) {
        servers.push(address);
        controls.push(`http://${control}`);
      }
    }
    return { servers, controls };
  }

  /** A balancer in front of them; resolves with its two addresses when it is ready. */
  async balancer(
    servers: readonly string[],
    controls: readonly string[],
    variables: Variables = {},
  ): Promise<{ target: string; url: string }> {
    const child = this.#start('balancer', {
      PORT: '0',
      ADMIN_PORT: '0',
      METRICS_PORT: '0',
      ADMIN_CONTROLS: 'on',
      SERVER_URLS: servers.join(','),
      CONTROL_URLS: controls.join(','),
      SEED: '1',
      ...variables,
    });
    const text = await this.#said(child, /metrics +http/);
    const target = /balancer +(\S+:\d+)/.exec(text)?.[1] ?? '';
    const url = /admin +(http:\/\/\S+)\//.exec(text)?.[1] ?? '';
    for (let waitedMs = 0; waitedMs < LIMIT_MS; waitedMs += 100) {
      if ((await fetch(`${url}/readyz`)).ok) return { target, url };
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    throw new Error(`the balancer was not ready:\n${this.#logs.get(child)}`);
  }

  load(target: string, url: string, callsPerSecond: number): void {
    const rate = String(callsPerSecond);
    this.#start('load', { TARGET: target, BALANCER_ADMIN: url, RATE: rate, DURATION: '0', SEED: '1' });
  }

  /** Ends every process that it started. */
  async stop(): Promise<void> {
    for (const child of this.#children.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const gone = new Promise(resolve => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    }
  }

  #start(name: Name, variables: Variables): ChildProcess {
    const script = fileURLToPath(new URL(`../../services/${name}/src/main.ts`, import.meta.url));
    const env = { PATH: process.env.PATH ?? '', ...variables };
    const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#children.push(child);
    this.#logs.set(child, '');
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#logs.set(child, ((this.#logs.get(child) ?? '') + text).slice(-200_000));
      });
    }
    return child;
  }

  async #said(child: ChildProcess, pattern: RegExp): Promise<string> {
    for (let waitedMs = 0; waitedMs < LIMIT_MS; waitedMs += 50) {
      const text = this.#logs.get(child) ?? '';
      if (pattern.test(text)) return text;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    throw new Error(`nothing like ${pattern} in:\n${this.#logs.get(child)}`);
  }
}
