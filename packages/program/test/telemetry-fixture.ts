// A process with telemetry, run by the tests: makes spans, says what it saw as one line of JSON.

import { createRequire } from 'node:module';
import { createLog, extractContext, injectContext, startTelemetry } from 'program';

const telemetry = startTelemetry(
  { name: 'fixture', instanceId: 'one, two=2', version: '1.2.3' },
  createLog('info'),
);
const inbound: Record<string, string> = {
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  tracestate: 'a=1',
  baggage: 'k=v',
};
let context: Record<string, string> = {};
const spansMs: number[] = [];
const count = Number(process.argv[2]);
for (let i = 0; i < count; i++) {
  const startMs = performance.now();
  const span = telemetry.tracer?.startSpan(
    'work',
    {},
    extractContext(name => inbound[name]),
  );
  if (span !== undefined) context = injectContext(span);
  span?.end();
  spansMs.push(performance.now() - startMs);
  if (process.env.TRICKLE === 'on' && i === count - 2) await new Promise(done => setTimeout(done, 300));
}
// Not the slowest: that one tells of the machine, which may take the CPU away at any time.
const spanMsP99 = spansMs.sort((a, b) => a - b)[Math.floor(count * 0.99)] ?? 0;
const startMs = performance.now();
await telemetry.shutdown();
const shutdownMs = performance.now() - startMs;
const { cache } = createRequire(import.meta.url);
const sdkLoaded = Object.keys(cache).some(file => file.includes('sdk-node'));
const on = telemetry.tracer !== null;
const dropped = telemetry.dropped();
process.stdout.write(`${JSON.stringify({ on, dropped, sdkLoaded, shutdownMs, spanMsP99, context })}\n`, () =>
  process.exit(0),
);
