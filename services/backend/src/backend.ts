// A backend: its replicas, its control port and its metrics, started and ended together.

import type { Server } from 'node:http';
import type { Tracer } from '@opentelemetry/api';
import { createRng, PrequalConfigError } from 'prequal';
import { type JsonServerOptions, type Log, startJsonServer } from 'program';
import { observeCalls } from './call-spans.ts';
import { controlRoutes } from './control.ts';
import { CpuWorkload } from './cpu-workload.ts';
import { BackendMetrics } from './metrics.ts';
import { Replica } from './replica.ts';
import { type BackendConfig, PORT_MAX } from './settings.ts';
import { VirtualWorkload } from './virtual-workload.ts';

export interface BackendOptions {
  readonly config: BackendConfig;
  /** Name of the replicas, without the number. */
  readonly name: string;
  readonly seed: number;
  readonly tracer: Tracer | null;
  readonly log: Log;
}

export interface Backend {
  readonly replicas: readonly Replica[];
  readonly adminPort: number;
  readonly metricsPort: number;
  /** Drains every replica, after `announceMs` if not the usual time, then closes all ports. */
  close(announceMs?: number): Promise<void>;
}

/** Starts all. Rejects with PlainError or PrequalConfigError, and leaves nothing open, when a port cannot be had. */
export async function startBackend(options: BackendOptions): Promise<Backend> {
  const { config, log } = options;
  checkPorts(config);
  const replicas: Replica[] = [];
  const metrics = new BackendMetrics(() => replicas);
  for (let index = 0; index < config.replicas; index++) {
    replicas.push(newReplica(options, metrics, index));
  }
  const servers: Server[] = [];
  const close = async (announceMs?: number) => {
    await Promise.all(replicas.map(replica => replica.close(announceMs)));
    for (const server of servers) closeHttp(server);
  };
  const serve = async (server: JsonServerOptions) => {
    const started = await startJsonServer(server);
    servers.push(started.server);
    return started.port;
  };
  try {
    for (const replica of replicas) {
      await replica.open();
      log.info(`${replica.name}: gRPC on ${config.host}:${replica.port}`);
    }
    const metricsPort = await serve(metricsServer(config, metrics));
    // Last: who waits for /healthz finds all the rest there.
    const adminPort = await serve(controlServer(config, replicas));
    return { replicas, adminPort, metricsPort, close };
  } catch (error) {
    await close(0);
    throw error;
  }
}

function checkPorts({ port, replicas }: BackendConfig): void {
  const most = port === 0 ? replicas : PORT_MAX - port + 1;
  if (replicas > most)
    throw new PrequalConfigError('REPLICAS', replicas, `1 to ${most} from PORT=${port} on`);
}

function newReplica(options: BackendOptions, metrics: BackendMetrics, index: number): Replica {
  const { config, seed, tracer, log } = options;
  const { host, workMeanMs, cores, estimator, sampleMaxAgeMs } = config;
  const name = config.replicas === 1 ? options.name : `${options.name}-${index + 1}`;
  metrics.addReplica(name);
  return new Replica({
    name,
    host,
    port: config.port === 0 ? 0 : config.port + index,
    workload: config.workload === 'cpu' ? new CpuWorkload(cores) : new VirtualWorkload(cores),
    workMeanMs,
    cores,
    estimator,
    sampleMaxAgeMs,
    rng: createRng(seed).child(name),
    observe: observeCalls({ replica: name, tracer, metrics }),
    log,
  });
}

function controlServer(config: BackendConfig, replicas: readonly Replica[]): JsonServerOptions {
  return {
    host: config.adminHost,
    port: config.adminPort,
    portVariable: 'ADMIN_PORT',
    allowedHosts: config.adminAllowedHosts,
    controls: true,
    routes: controlRoutes(replicas),
  };
}

function metricsServer(config: BackendConfig, metrics: BackendMetrics): JsonServerOptions {
  return {
    host: config.metricsHost,
    port: config.metricsPort,
    portVariable: 'METRICS_PORT',
    allowedHosts: null,
    controls: false,
    routes: [
      { method: 'GET', path: '/healthz', handler: () => ({ json: { ok: true } }) },
      {
        method: 'GET',
        path: '/metrics',
        handler: async () => ({ text: await metrics.page(), contentType: metrics.contentType }),
      },
    ],
  };
}

function closeHttp(server: Server): void {
  server.close();
  server.closeAllConnections();
}
