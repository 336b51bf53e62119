// A balancer in this process, on free ports, with its log kept.

import { createLog, readSettings, type Telemetry } from 'program';
import { type Balancer, startBalancer } from '../../src/balancer.ts';
import type { Resolve } from '../../src/replicas/members.ts';
import { balancerSettings } from '../../src/settings.ts';
import { RawClient } from './raw-grpc.ts';
import type { TestReplica } from './test-replica.ts';

const SEED = 1;
const OFF: Telemetry = { tracer: null, dropped: () => 0, shutdown: async () => {} };

export interface TestBalancer {
  readonly balancer: Balancer;
  readonly client: RawClient;
  /** Log lines without their time. */
  readonly lines: string[];
  get(
    path: string,
    headers?: Record<string, string>,
  ): Promise<{ status: number; json: Record<string, unknown> }>;
  post(
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; json: Record<string, unknown> }>;
  /** Samples of a series by their labels as written. */
  series(name: string): Promise<Map<string, number>>;
  metrics(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts one in front of `replicas`, more settings as variables. Resolves when all that should be are connected. */
export async function startTestBalancer(
  replicas: readonly (TestReplica | string)[],
  variables: Record<string, string> = {},
  resolve: Resolve = async () => [],
): Promise<TestBalancer> {
  const servers = replicas.map(replica => (typeof replica === 'string' ? replica : replica.id));
  const config = readSettings(balancerSettings, [], {
    ...{ PORT: '0', ADMIN_PORT: '0', METRICS_PORT: '0', SERVER_URLS: servers.join(',') },
    ...variables,
  });
  const lines: string[] = [];
  const log = createLog(config.logLevel, line => lines.push(line.split(' ').slice(1).join(' ').trim()));
  const options = { config, seed: SEED, version: '0.0.0', telemetry: OFF, log, resolve };
  const balancer = await startBalancer(options);
  const client = new RawClient(balancer.port);
  const admin = `http://127.0.0.1:${balancer.adminPort}`;
  const read = async (response: Response) => ({
    status: response.status,
    json: (await response.json()) as Record<string, unknown>,
  });
  const metrics = async () => (await fetch(`http://127.0.0.1:${balancer.metricsPort}/metrics`)).text();
  const connected = replicas.filter(replica => typeof replica !== 'string').length;
  await until(() => lines.filter(line => line.includes('disconnected -> available')).length >= connected);
  return {
    balancer,
    client,
    lines,
    get: async (path, headers = {}) => read(await fetch(admin + path, { headers })),
    post: async (path, body, headers = {}) =>
      read(await fetch(admin + path, { method: 'POST', headers, body: JSON.stringify(body) })),
    series: async name => samples(await metrics(), name),
    metrics,
    stop: async () => {
      client.close();
      await balancer.drain();
    },
  };
}

/** Waits for a condition; fails after `limitMs`. */
export async function until(condition: () => boolean | Promise<boolean>, limitMs = 5000): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > endMs) throw new Error(`not within ${limitMs} ms: ${condition}`);
    await sleep(5);
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}

function samples(text: string, name: string): Map<string, number> {
  const lines = text.split('\n').filter(line => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
  return new Map(
    lines.map(line => {
      const [series = '', value = ''] = line.slice(name.length).split(/ (?=[^}]*$)/);
      return [series.replace(/[{}"]/g, ''), Number(value.split(' ')[0])];
    }),
  );
}
