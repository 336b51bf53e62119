// What Jaeger's three pages show, asked as the pages ask: search, service graph, and the Monitor tab with the series in
// Prometheus that it lives on. Everywhere calls, not the probes beside them.

import assert from 'node:assert/strict';
import { at } from './compose.ts';
import { getJson } from './get-json.ts';
import { KIND, tracesFound } from './jaeger.ts';
import { sample } from './prometheus.ts';
import { until } from './until.ts';

type Say = (text: string) => void;

const BALANCER = 'prequal-balancer';
const BACKEND = 'greeter-backend';
const METHOD = 'helloworld.Greeter/SayHello';
const SHOWN_MS = 30_000;
const RECENT_MS = 10_000;

export async function jaegerPages(say: Say): Promise<void> {
  for (const page of [searchPage, serviceGraph, countedCalls, monitorTab]) await until(SHOWN_MS, page, say);
}

/** A search for the operation, as our links ask for it, finds calls alone. */
async function searchPage(): Promise<void> {
  const { services } = (await jaeger('/api/v3/services', {})) as { services: string[] };
  assert.deepEqual(services.toSorted(), [BACKEND, BALANCER]);
  const { operations } = (await jaeger('/api/v3/operations', { service: BALANCER })) as {
    operations: { name: string; spanKind: string }[];
  };
  for (const spanKind of ['server', 'client'])
    assert.ok(
      operations.some(one => one.name === METHOD && one.spanKind === spanKind),
      `no ${spanKind} operation ${METHOD}`,
    );
  const toMs = Date.now();
  const found = await tracesFound({ service: BALANCER, operation: METHOD, fromMs: toMs - RECENT_MS, toMs });
  assert.ok(found.size > 100, `${found.size} traces found`);
  for (const spans of found.values())
    assert.ok(
      spans.some(({ name, kind }) => name === METHOD && kind === KIND.server),
      spans.map(({ name }) => name).join(),
    );
}

async function serviceGraph(): Promise<void> {
  const { data } = (await jaeger('/api/dependencies', {
    endTs: Date.now(),
    lookback: RECENT_MS,
  })) as { data: { parent: string; child: string; callCount: number }[] };
  const edge = data.find(({ parent, child }) => parent === BALANCER && child === BACKEND);
  assert.ok(edge !== undefined && edge.callCount > 100, JSON.stringify(data));
}

/** The connectors' series, of calls alone. */
async function countedCalls(): Promise<void> {
  const calls = `traces_span_metrics_calls_total{service_name="${BALANCER}",span_kind="SPAN_KIND_SERVER"}`;
  await nearTheLoad(`sum(rate(${calls}[8s]))`);
  await nearTheLoad(
    `rate(traces_span_metrics_calls_total{span_name="${METHOD}",service_name="${BACKEND}"}[8s])`,
  );
  await nearTheLoad(
    `sum(rate(traces_span_metrics_duration_seconds_count{span_kind="SPAN_KIND_SERVER",service_name="${BACKEND}"}[8s]))`,
  );
  await nearTheLoad(
    `sum(rate(traces_service_graph_request_total{client="${BALANCER}",server="${BACKEND}"}[8s]))`,
  );
  assert.equal(
    await sample('count(traces_span_metrics_calls_total{span_name=~".*[Pp]robe"}) or vector(0)'),
    0,
  );
}

async function nearTheLoad(expr: string): Promise<void> {
  const rate = await sample(expr);
  assert.ok(rate > 30 && rate < 50, `${expr} is ${rate} a second`);
}

/** Rates, errors and latencies, of the service and of each operation. */
async function monitorTab(): Promise<void> {
  for (const groupByOperation of [true, false])
    for (const service of [BALANCER, BACKEND]) {
      const read = (what: string, more = {}) => newestPoint(what, { service, groupByOperation, ...more });
      const rate = await read('calls');
      assert.ok(rate > 30 && rate < 50, `${rate} calls a second at ${service}`);
      const p95 = await read('latencies', { quantile: 0.95 });
      assert.ok(p95 > 0.02 && p95 < 5, `p95 of ${service} is ${p95} s`);
      assert.ok((await read('errors')) < 0.5, 'errors');
    }
}

/** The newest value of a figure that has one series. */
async function newestPoint(what: string, parameters: Record<string, unknown>): Promise<number> {
  const window = { endTs: Date.now(), lookback: RECENT_MS, step: 1000, ratePer: RECENT_MS };
  const { metrics } = (await jaeger(`/api/metrics/${what}`, { ...parameters, ...window })) as {
    metrics: { metricPoints: { gaugeValue: { doubleValue: number } }[] }[];
  };
  assert.equal(metrics.length, 1, `${metrics.length} series of ${what} for ${JSON.stringify(parameters)}`);
  const value = metrics[0]?.metricPoints.at(-1)?.gaugeValue.doubleValue;
  assert.ok(
    value !== undefined && Number.isFinite(value),
    `${what} of ${JSON.stringify(parameters)}: ${value}`,
  );
  return value;
}

function jaeger(path: string, parameters: Record<string, unknown>): Promise<unknown> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) query.set(name, String(value));
  return getJson(at('JAEGER_PORT', `${path}?${query}`));
}
