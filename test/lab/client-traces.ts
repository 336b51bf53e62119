// Traces that the client starts: with TRACEPARENT_SHARE=1 the balancer takes each call of k6 into the trace that k6 names.

import assert from 'node:assert/strict';
import { compose } from './compose.ts';
import { KIND, type Span, tracesFound } from './jaeger.ts';
import { until } from './until.ts';

const RATE = 10;
const SECONDS = 4;
const RUN = ['-e', 'TRACEPARENT_SHARE=1', '-e', `RATE=${RATE}`, '-e', `DURATION=${SECONDS}s`];
const LIMIT_MS = 60_000;
const ARRIVAL_MS = 20_000;
/** Thresholds failed: so few calls may. */
const JUDGED = [0, 99];
const CALLS = { service: 'prequal-balancer', operation: 'helloworld.Greeter/SayHello' };

export async function clientStartsTraces(say: (text: string) => void): Promise<void> {
  const fromMs = Date.now();
  const { code, output } = await compose(
    ['run', '--rm', '-T', ...RUN, 'k6', 'run', '/load-tests/steady.ts'],
    {
      limitMs: LIMIT_MS,
    },
  );
  assert.ok(code !== null && JUDGED.includes(code), `k6 ended with ${code}\n${output.slice(-3000)}`);
  const toMs = Date.now();
  await until(ARRIVAL_MS, () => allStartedThere(fromMs, toMs, say), say);
}

/** Those of k6 have a parent that nobody exported, since k6 does not; those of the service `load` have none. */
async function allStartedThere(fromMs: number, toMs: number, say: (text: string) => void): Promise<void> {
  const traces = [...(await tracesFound({ ...CALLS, fromMs, toMs })).values()];
  const started = traces.filter(startedElsewhere).length;
  const expected = RATE * SECONDS;
  assert.ok(started >= 0.9 * expected && started <= expected + 1, `${started} of ${expected} calls`);
  assert.ok(traces.length > started, 'no call of load');
  say(`    ${started} traces that k6 started, ${traces.length - started} others`);
}

function startedElsewhere(spans: readonly Span[]): boolean {
  const server = spans.find(({ kind, service }) => kind === KIND.server && service === CALLS.service);
  const parent = server?.parentSpanId ?? '';
  return parent !== '' && spans.every(({ spanId }) => spanId !== parent);
}
