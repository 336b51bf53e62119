// Tail sampling for real: the collector starts again with compose.sampling.yml laid over, calls go wrong, and what Jaeger
// has is held against what the balancer decided. Metrics still count every call.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { at, composeOk } from './compose.ts';
import { getJson } from './get-json.ts';
import { type Search, type Span, tracesFound } from './jaeger.ts';
import { sample } from './prometheus.ts';
import { until } from './until.ts';

type Say = (text: string) => void;

/** What the balancer says of one call, on its own clock. */
interface Decision {
  readonly atMs: number;
  readonly rule: string;
  readonly status: string | null;
  readonly durationMs: number | null;
  readonly traceId: string;
}

const CALLS = { service: 'prequal-balancer', operation: 'helloworld.Greeter/SayHello' };
const PROBES = { service: 'prequal-balancer', operation: 'prequal.probe' };
/** services/otel-collector/sampling.yaml. */
const KEPT = { calls: 0.1, probes: 0.05 };
/** Slow is what took over 250 ms, in whole milliseconds. A trace is longer than its call, on a busy machine by some. */
const SLOW_MS = 251;
const FAST_MS = 150;
const AGAIN_MS = 20_000;
const TROUBLE_MS = 2000;
const HEALTHY_MS = 7000;
/** Spans are sent every second, a trace is decided two seconds after its root's. */
const DECIDED_MS = 5000;

export async function sampling(say: Say): Promise<void> {
  await composeOk(['up', '--no-deps', '--wait', '--detach', 'otel-collector'], {
    limitMs: 60_000,
    over: ['compose.sampling.yml'],
  });
  const startMs = Date.now();
  const anySince = async () => assert.ok((await tracesFound(since(CALLS, startMs))).size > 0, 'no new trace');
  await until(AGAIN_MS, anySince, say);
  const fromMs = Date.now();
  const { atMs } = await decisions();
  await trouble();
  await sleep(HEALTHY_MS);
  const decided = (await decisions()).list.filter(call => call.atMs > atMs && call.status !== null);
  const toMs = Date.now();
  await sleep(DECIDED_MS);
  await until(AGAIN_MS, () => callsKept(decided, fromMs, toMs, say), say);
  await probesKept(fromMs, toMs, say);
  await until(AGAIN_MS, everyCallCounted, say);
}

/** Errors, slow calls and fallbacks, one after the other. */
async function trouble(): Promise<void> {
  await everyBackend({ errorFraction: 0.3 });
  await everyBackend({ slowFactor: 6 });
  // Reports are thrown away as soon as they are there: picks are random.
  await getJson(at('BALANCER_ADMIN_PORT', '/config'), { mode: 'async', probeMaxAgeMs: 1 });
  await sleep(TROUBLE_MS);
  await getJson(at('BALANCER_ADMIN_PORT', '/config'), { mode: 'auto', probeMaxAgeMs: 1000 });
}

/** Does so on all of them, so that no policy avoids it, until it is over. */
async function everyBackend(fault: Readonly<Record<string, number>>): Promise<void> {
  for (const port of ['BACKEND_1_ADMIN_PORT', 'BACKEND_2_ADMIN_PORT', 'BACKEND_3_ADMIN_PORT'] as const)
    await getJson(at(port, '/control'), { ...fault, forMs: TROUBLE_MS });
  await sleep(TROUBLE_MS);
}

/** Each kind was there, all of the first three are kept, and of the rest about a tenth. */
async function callsKept(
  decided: readonly Decision[],
  fromMs: number,
  toMs: number,
  say: Say,
): Promise<void> {
  const kept = await tracesFound({ ...CALLS, fromMs: fromMs - 1000, toMs });
  const counts: string[] = [];
  for (const kind of ['error', 'slow', 'fallback', 'rest']) {
    const calls = decided.filter(call => kindOf(call) === kind);
    const found = calls.filter(({ traceId }) => kept.has(traceId)).length;
    counts.push(`${found} of ${calls.length} ${kind}`);
    assert.ok(calls.length > 0, `no ${kind} among ${decided.length} calls`);
    if (kind === 'rest') about(KEPT.calls, found, calls.length, 'other calls');
    else assert.equal(found, calls.length, counts.at(-1));
  }
  say(`    kept: ${counts.join(', ')}`);
}

/** Each call is of one kind; between slow and fast, either may happen to its trace. */
function kindOf({ status, rule, durationMs }: Decision): string {
  if (status !== 'OK') return 'error';
  if ((durationMs ?? 0) >= SLOW_MS) return 'slow';
  if (rule === 'fallback') return 'fallback';
  return (durationMs ?? 0) < FAST_MS ? 'rest' : 'between';
}

/** Of the probes that were answered in time: the others are errors, or slow on a busy machine, and kept. */
async function probesKept(fromMs: number, toMs: number, say: Say): Promise<void> {
  const seconds = Math.round((toMs - fromMs) / 1000);
  const answered = await sample(
    `sum(increase(prequal_probes_total{outcome="ok"}[${seconds}s] @ ${Math.round(toMs / 1000)}))`,
  );
  const kept = [...(await tracesFound({ ...PROBES, fromMs, toMs })).values()].filter(spans =>
    spans.some(span => span.attributes.get('prequal.probe.outcome') === 'ok'),
  );
  const slow = kept.filter(spans => lengthMs(spans) >= SLOW_MS).length;
  about(KEPT.probes, kept.length - slow, answered - slow, 'probes');
  say(`    kept: ${kept.length - slow} of ${Math.round(answered - slow)} probes`);
}

function lengthMs(spans: readonly Span[]): number {
  return Math.max(...spans.map(({ endMs }) => endMs)) - Math.min(...spans.map(({ startMs }) => startMs));
}

/** What a fair draw of `total` yields, within five standard deviations: it misses once in a million runs. */
function about(fraction: number, found: number, total: number, what: string): void {
  const deviation = Math.sqrt((fraction * (1 - fraction)) / total);
  assert.ok(
    Math.abs(found / total - fraction) < 5 * deviation,
    `${found} of ${total} ${what} kept, ${fraction} expected`,
  );
}

/** The collector's count of calls against the balancer's own. */
async function everyCallCounted(): Promise<void> {
  const calls =
    'traces_span_metrics_calls_total{service_name="prequal-balancer",span_kind="SPAN_KIND_SERVER"}';
  const ratio = await sample(`sum(rate(${calls}[8s])) / sum(rate(prequal_queries_total[8s]))`);
  assert.ok(ratio > 0.8 && ratio < 1.25, `the collector counts ${ratio} of the calls`);
}

function since(what: Pick<Search, 'service' | 'operation'>, fromMs: number): Search {
  return { ...what, fromMs, toMs: Date.now() };
}

async function decisions(): Promise<{ atMs: number; list: readonly Decision[] }> {
  const answer = (await getJson(at('BALANCER_ADMIN_PORT', '/decisions?last=1000'))) as {
    atMs: number;
    decisions: readonly Decision[];
  };
  return { atMs: answer.atMs, list: answer.decisions };
}
