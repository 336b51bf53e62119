// What Prometheus knows: its targets, its series, the exemplars.

import assert from 'node:assert/strict';
import { at } from './compose.ts';
import { getJson } from './get-json.ts';

interface Answer<Data> {
  readonly data: Data;
}

/** The jobs of services/prometheus/prometheus.yml with their number of targets. */
const JOBS = { balancer: 1, backend: 3, 'otel-collector': 1, 'span-metrics': 1, jaeger: 1, prometheus: 1 };

/** Throws while a target is missing or down. */
export async function targetsUp(): Promise<void> {
  const { data } = (await getJson(at('PROMETHEUS_PORT', '/api/v1/targets?state=active'))) as Answer<{
    activeTargets: { labels: { job: string; instance: string }; health: string; lastError: string }[];
  }>;
  const down = data.activeTargets.filter(target => target.health !== 'up');
  assert.deepEqual(
    down.map(({ labels, health, lastError }) => `${labels.instance} is ${health} ${lastError}`),
    [],
  );
  const count: Record<string, number> = {};
  for (const { labels } of data.activeTargets) count[labels.job] = (count[labels.job] ?? 0) + 1;
  assert.deepEqual(count, JOBS);
}

/** The newest value of an expression that yields one number. */
export async function sample(expr: string): Promise<number> {
  const { data } = (await getJson(
    at('PROMETHEUS_PORT', `/api/v1/query?query=${encodeURIComponent(expr)}`),
  )) as Answer<{ result: { value: [number, string] }[] }>;
  const [first] = data.result;
  assert.ok(first !== undefined, `${expr} has no sample`);
  return Number(first.value[1]);
}

/** How many finite samples an expression has since `fromS` (Unix seconds). */
export async function finiteSamples(expr: string, fromS: number): Promise<number> {
  const query = new URLSearchParams({
    query: expr,
    start: String(fromS),
    end: String(Date.now() / 1000),
    step: '2',
  });
  const { data } = (await getJson(at('PROMETHEUS_PORT', `/api/v1/query_range?${query}`))) as Answer<{
    result: { values: [number, string][] }[];
  }>;
  return data.result.flatMap(({ values }) => values).filter(([, value]) => Number.isFinite(Number(value)))
    .length;
}

/** Trace ids that exemplars of a series carry, newest first. */
export async function exemplarTraces(series: string, fromS: number): Promise<readonly string[]> {
  const query = new URLSearchParams({
    query: series,
    start: String(fromS),
    end: String(Date.now() / 1000),
  });
  const { data } = (await getJson(at('PROMETHEUS_PORT', `/api/v1/query_exemplars?${query}`))) as Answer<
    { exemplars: { labels: { trace_id?: string; span_id?: string }; timestamp: number }[] }[]
  >;
  return data
    .flatMap(({ exemplars }) => exemplars)
    .toSorted((a, b) => b.timestamp - a.timestamp)
    .flatMap(({ labels }) => (labels.span_id === undefined ? [] : (labels.trace_id ?? [])));
}
