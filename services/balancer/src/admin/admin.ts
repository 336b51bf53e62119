// The admin pages: what the balancer knows, as JSON, and the few things that may be changed.

import { PrequalConfigError } from 'prequal';
import { type Answer, RequestError, type Route } from 'program';
import type { LocalServices } from '../calls/local-services.ts';
import type { QueryParts } from '../calls/query.ts';
import type { Inspector } from '../inspector/inspector.ts';
import { inspectorRoutes } from '../inspector/inspector-routes.ts';
import type { BalancerConfig } from '../settings.ts';
import { configError, decisionOf } from './admin-requests.ts';
import type { Decisions } from './decisions.ts';
import { replicaRows, rulesOf } from './replica-table.ts';
import type { Scenarios } from './scenarios.ts';
import { SLOWEST_CALLS } from './slowest-calls.ts';

export interface AdminParts extends Pick<QueryParts, 'policy' | 'runtime' | 'replicas' | 'states' | 'nowMs'> {
  readonly config: BalancerConfig;
  readonly decisions: Decisions;
  readonly local: LocalServices;
  readonly inspector: Inspector;
  readonly scenarios: Scenarios;
  /** The options changed: probes and metrics follow. */
  onConfigured(): void;
}

const DEFAULT_LAST = 50;
const ORDERS = ['recent', 'slowest'] as const;

/** The routes of the admin port. */
export function adminRoutes(parts: AdminParts): Route[] {
  const routes: Route[] = [
    get('/healthz', () => ({ json: { status: 'ok' } })),
    get('/readyz', () => readiness(parts)),
    get('/config', () => ({ json: configuration(parts) })),
    { method: 'POST', path: '/config', handler: ({ body }) => configure(parts, body) },
    get('/replicas', () => ({ json: replicas(parts) })),
    get('/pool', () => ({ json: pool(parts) })),
    get('/decisions', url => decisions(parts, url)),
    {
      method: 'GET',
      path: '/decisions/*',
      handler: ({ params }) => ({ json: decisionOf(parts.decisions, params[0]) }),
    },
    { method: 'POST', path: '/scenario', handler: ({ body }) => announce(parts, body) },
    ...inspectorRoutes(parts),
  ];
  const paths = routes.map(({ method, path }) => `${method} ${path.replace('*', 'ID')}`);
  return [get('/paths.json', () => ({ json: { paths } })), ...routes];
}

function get(path: string, answer: (url: URL) => Answer): Route {
  return { method: 'GET', path, handler: ({ url }) => answer(url) };
}

function readiness({ local }: AdminParts): Answer {
  const ready = local.status === 'SERVING';
  return { status: ready ? 200 : 503, json: { ready } };
}

function configuration({ config, policy, runtime, nowMs }: AdminParts): object {
  const { regime, reuseBudget, poolCapacity, probesPerQuery } = policy.snapshot(nowMs());
  return {
    settings: { ...config, ...runtime.options },
    derived: { regime, reuseBudget, poolCapacity, probesPerQuery },
    generation: runtime.generation,
  };
}

function announce({ scenarios, nowMs }: AdminParts, body: unknown): Answer {
  orRefuse(() => scenarios.announce(body, nowMs()));
  return { json: { playing: scenarios.playing(nowMs()) } };
}

function orRefuse(change: () => void): void {
  try {
    change();
  } catch (error) {
    throw error instanceof PrequalConfigError ? configError(error) : error;
  }
}

function configure(parts: AdminParts, body: unknown): Answer {
  orRefuse(() => parts.runtime.change(body, parts.nowMs()));
  parts.inspector.marks.onConfig(body, parts.nowMs());
  parts.onConfigured();
  return { json: configuration(parts) };
}

function replicas({ policy, replicas, states, nowMs }: AdminParts): object {
  const atMs = nowMs();
  const snapshot = policy.snapshot(atMs);
  return { atMs, rules: rulesOf(snapshot), replicas: replicaRows(snapshot, replicas.all, states, atMs) };
}

function pool({ policy, nowMs }: AdminParts): object {
  const { atMs, regime, poolCapacity, threshold, reuseBudget, pool, rifHistory } = policy.snapshot(nowMs());
  return { atMs, regime, capacity: poolCapacity, threshold, reuseBudget, entries: pool, rifHistory };
}

function decisions({ decisions, config, nowMs }: AdminParts, url: URL): Answer {
  const last = numberIn(url, 'last', DEFAULT_LAST, 1, Math.max(config.decisions, SLOWEST_CALLS));
  const sinceMs = numberIn(url, 'sinceMs', 0, 0, Number.MAX_SAFE_INTEGER);
  const asked = url.searchParams.get('order') ?? 'recent';
  const order = ORDERS.find(word => word === asked);
  if (order === undefined) throw outside('order', asked, ORDERS.join(', '));
  const atMs = nowMs();
  return { json: { atMs, decisions: decisions.list({ last, order, sinceMs }, atMs) } };
}

function numberIn(url: URL, name: string, init: number, min: number, max: number): number {
  const text = url.searchParams.get(name);
  if (text === null) return init;
  const value = Number(text);
  if (text.trim() === '' || !(value >= min && value <= max)) throw outside(name, text, `${min} to ${max}`);
  return Math.floor(value);
}

function outside(field: string, value: string, range: string): RequestError {
  const message = `${field}=${value} is outside ${range}`;
  return new RequestError(400, 'ERR_PREQUAL_QUERY', message, { field, value, range });
}
