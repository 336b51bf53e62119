// The balancer as one object: builds the parts and joins them. Each part's rules are in its own file.

import type { Server } from 'node:http';
import { createPolicy, createRng } from 'prequal';
import { Prober } from 'prequal-grpc';
import { bindError, type Log, startJsonServer, type Telemetry } from 'program';
import { createRelay, type Relay } from 'relay';
import { adminRoutes } from './admin/admin.ts';
import { Decisions } from './admin/decisions.ts';
import { RuntimeConfig } from './admin/runtime-config.ts';
import { Scenarios } from './admin/scenarios.ts';
import { Director } from './calls/director.ts';
import type { QueryParts } from './calls/query.ts';
import { Waiting } from './calls/waiting.ts';
import { drain } from './drain.ts';
import { Inspector } from './inspector/inspector.ts';
import { LoopLag } from './replicas/loop-lag.ts';
import { Members, type Resolve } from './replicas/members.ts';
import { Probing } from './replicas/probing.ts';
import { ReplicaStates } from './replicas/replica-states.ts';
import { Replicas } from './replicas/replicas.ts';
import { serverUrlOf } from './replicas/server-url.ts';
import { type BalancerConfig, policyOptionsOf } from './settings.ts';
import { MetricsPage } from './telemetry/metrics-page.ts';
import { Spans } from './telemetry/spans.ts';

export interface BalancerOptions {
  readonly config: BalancerConfig;
  /** Seed of every random stream. */
  readonly seed: number;
  readonly version: string;
  readonly telemetry: Telemetry;
  readonly log: Log;
  readonly resolve: Resolve;
}

/** A running balancer. */
export interface Balancer {
  readonly port: number;
  readonly adminPort: number;
  readonly metricsPort: number;
  /** Ends gracefully: no call is lost that ends in time. Idempotent. */
  drain(): Promise<void>;
}

/** The joined parts, not yet started. */
interface Machine extends QueryParts {
  readonly relay: Relay;
  readonly director: Director;
  readonly members: Members;
  readonly lag: LoopLag;
  readonly page: MetricsPage;
  readonly inspector: Inspector;
  readonly scenarios: Scenarios;
}

/** A lag below this is every loop's daily life. */
const MIN_STALL_MS = 25;

/** Starts listening and connecting; rejects with PlainError when a port is taken. */
export async function startBalancer(options: BalancerOptions): Promise<Balancer> {
  const { config, telemetry } = options;
  const machine = assemble(options);
  const servers: Server[] = [];
  const serve = async (server: Parameters<typeof startJsonServer>[0]) => {
    const started = await startJsonServer(server);
    servers.push(started.server);
    return started.port;
  };
  const metricsPort = await serve({
    host: config.metricsHost,
    port: config.metricsPort,
    portVariable: 'METRICS_PORT',
    routes: [machine.page.route],
    allowedHosts: null,
    controls: false,
  });
  const adminPort = await serve({
    host: config.adminHost,
    port: config.adminPort,
    portVariable: 'ADMIN_PORT',
    routes: adminRoutes({
      ...machine,
      config,
      local: machine.director.local,
      onConfigured: () => onConfigured(machine),
    }),
    allowedHosts: config.adminAllowedHosts,
    controls: config.adminControls,
  });
  const port = await machine.relay
    .listen(config.host, config.port)
    .catch(error => Promise.reject(bindError(error, config.host, config.port, 'PORT')));
  machine.members.start();
  machine.probing.start();
  machine.lag.start();
  let ended: Promise<void> | undefined;
  const end = () => {
    machine.inspector.close();
    return drain({
      relay: machine.relay,
      local: machine.director.local,
      drainMs: config.drainMs,
      closeAll: () => closeAll(machine, servers),
      flush: () => telemetry.shutdown(),
    });
  };
  return {
    port,
    adminPort,
    metricsPort,
    drain: () => {
      ended ??= end();
      return ended;
    },
  };
}

/** Everybody is told of everybody here, and nowhere else. */
function assemble({ config, seed, version, telemetry, log, resolve }: BalancerOptions): Machine {
  const nowMs = () => performance.now();
  const rng = createRng(seed);
  const jitter = rng.child('jitter');
  const complain = oncePerSecond(log, nowMs);
  const policyOptions = policyOptionsOf(config);
  const policy = createPolicy(policyOptions, rng.child('policy'));
  const runtime = new RuntimeConfig(policy, policyOptions, log);
  const waiting = new Waiting();
  const states = new ReplicaStates({
    policy,
    log,
    onChange: () => {
      machine.director.local.onChange();
      machine.probing.wake();
      waiting.wake();
    },
  });
  const scenarios = new Scenarios((scenario, phase, atMs) =>
    machine.inspector.marks.onScenario(scenario, phase, atMs),
  );
  const page = new MetricsPage({ policy, runtime, states, scenarios, telemetry, version, nowMs });
  const { metrics } = page;
  const relay = createRelay({
    replayBytes: config.replayBytes,
    nowMs,
    random: () => jitter.float(),
    onCall: call => machine.director.onCall(call),
    onProtocolError: (peer, message) => complain(`client ${peer}: ${message}`),
  });
  const replicas = new Replicas({
    connect: upstream => relay.connect(upstream),
    policy,
    states,
    nowMs,
    onConnected: id => machine.probing.forget(id),
    onJoined: id => metrics.onJoined(id, runtime.options.policy),
    onLeft: id => {
      metrics.onLeft(id, nowMs());
      machine.probing.forget(id);
    },
  });
  const lag = new LoopLag({
    nowMs,
    limitMs: () => Math.max(MIN_STALL_MS, runtime.options.probeTimeoutMs / 2),
    onStall: (lagMs, atMs) => {
      states.onStall(atMs);
      policy.onStall(lagMs, atMs);
      log.debug(`the event loop stood still for ${Math.round(lagMs)} ms`);
    },
  });
  const members = new Members({
    urls: config.serverUrls.map(serverUrlOf),
    refreshMs: config.dnsRefreshMs,
    resolve,
    random: () => jitter.float(),
    log,
    onChange: list => {
      replicas.setMembers(list);
      runtime.noteRegime(nowMs());
    },
  });
  const spans = new Spans(telemetry.tracer);
  const decisions = new Decisions(policy, config.decisions);
  const prober = new Prober({
    timeoutMs: () => runtime.options.probeTimeoutMs,
    onBytes: (direction, bytes) => metrics.onProbeBytes(direction, bytes),
  });
  const checkLag = (atMs: number) => lag.check(atMs);
  const probing = new Probing({ policy, prober, replicas, states, spans, metrics, log, nowMs, checkLag });
  const parts = { policy, runtime, replicas, states, probing, waiting, decisions, metrics, spans, nowMs };
  const isDraining = (): boolean => machine.director.local.draining;
  const queryParts = { ...parts, replyInfo: config.replyInfo, isDraining };
  const inspector = new Inspector({ ...parts, scenarios, config, version });
  const director = new Director(queryParts);
  const machine = { ...queryParts, relay, director, members, lag, page, inspector, scenarios };
  return machine;
}

/** A scanner sends garbage by the thousand: one line a second is worth a warning, the others only tell who debugs. */
function oncePerSecond(log: Log, nowMs: () => number): (text: string) => void {
  let warnedAtMs = Number.NEGATIVE_INFINITY;
  return text => {
    const quiet = nowMs() - warnedAtMs < 1000;
    if (!quiet) warnedAtMs = nowMs();
    (quiet ? log.debug : log.warn)(text);
  };
}

function onConfigured({ metrics, runtime, probing }: Machine): void {
  metrics.onPolicy(runtime.options.policy);
  probing.wake();
}

async function closeAll(
  { members, probing, lag, replicas }: Machine,
  servers: readonly Server[],
): Promise<void> {
  members.close();
  probing.close();
  lag.close();
  replicas.close();
  await Promise.all(
    servers.map(server => {
      const closed = new Promise<void>(resolve => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    }),
  );
}
