// Tracing is on only with an endpoint, obeys OTEL_*, and a bad collector costs a line a minute and nothing else. Each
// case runs in a process of its own, since the SDK registers itself globally.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { OtlpSink } from './otlp-sink.ts';

const FIXTURE = new URL('telemetry-fixture.ts', import.meta.url).pathname;

interface Outcome {
  readonly lines: string[];
  readonly result: {
    on: boolean;
    dropped: number;
    sdkLoaded: boolean;
    shutdownMs: number;
    spanMsP99: number;
    context: Record<string, string>;
  };
}

async function run(env: Record<string, string>, spans = 3): Promise<Outcome> {
  const child = spawn(process.execPath, [FIXTURE, String(spans)], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', text => {
    out += text;
  });
  const [status] = await once(child, 'close');
  assert.equal(status, 0);
  const lines = out.trim().split('\n');
  return { result: JSON.parse(lines.pop() ?? '{}'), lines };
}

describe('startTelemetry', () => {
  const sink = new OtlpSink();
  let endpoint = '';
  before(async () => {
    endpoint = await sink.listen();
  });
  after(() => sink.close());

  it('is off and loads nothing without an endpoint, or where OTEL_* say so', async () => {
    const offs = [
      {},
      { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SDK_DISABLED: 'true' },
      { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_EXPORTER: 'none' },
    ];
    for (const env of offs) {
      const { result, lines } = await run(env);
      assert.deepEqual([result.on, result.sdkLoaded, lines], [false, false, []]);
    }
  });

  it('exports spans with our resource and hands the context on', async () => {
    sink.spans.length = 0;
    const { result, lines } = await run({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
    assert.deepEqual(lines, []);
    assert.equal(result.dropped, 0);
    assert.equal(sink.spans.length, 3);
    const [span] = sink.spans;
    assert.ok(span);
    assert.equal(span.resource['service.name'], 'fixture');
    assert.equal(span.resource['service.instance.id'], 'one, two=2');
    assert.equal(span.resource['service.version'], '1.2.3');
    assert.equal(span.parentSpanId, '00f067aa0ba902b7');
    assert.equal(
      result.context.traceparent,
      `00-4bf92f3577b34da6a3ce929d0e0e4736-${sink.spans.at(-1)?.spanId}-01`,
    );
    assert.equal(result.context.tracestate, 'a=1');
  });

  it('lets OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES and the sampler win', async () => {
    sink.spans.length = 0;
    const attributes = 'service.instance.id=theirs,team=blue';
    await run({
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_SERVICE_NAME: 'other',
      OTEL_RESOURCE_ATTRIBUTES: attributes,
    });
    const resource = sink.spans[0]?.resource;
    assert.equal(resource?.['service.name'], 'other');
    assert.equal(resource?.['service.instance.id'], 'theirs');
    assert.equal(resource?.team, 'blue');
    sink.spans.length = 0;
    await run({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER: 'always_off' });
    assert.equal(sink.spans.length, 0);
  });

  it('a collector that refuses costs one line, and the spans are counted', async () => {
    sink.mood = 'refuse';
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_BSP_SCHEDULE_DELAY: '1' };
    const { result, lines } = await run(env, 400);
    sink.mood = 'take';
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.match(lines[0] ?? '', / warn telemetry: .+/);
    assert.equal(result.dropped, 400);
    assert.ok(result.spanMsP99 < 100, `a span took ${result.spanMsP99} ms`);
  });

  it('a collector that hangs or is absent holds nothing up, and shutdown ends within 2 s', async t => {
    sink.mood = 'hang';
    t.after(() => {
      sink.mood = 'take';
    });
    const ends = [endpoint, 'http://127.0.0.1:9'].map(url =>
      run({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_BSP_MAX_QUEUE_SIZE: '512' }, 1500),
    );
    for (const { result, lines } of await Promise.all(ends)) {
      assert.ok(result.shutdownMs < 2500, `shutdown took ${result.shutdownMs} ms`);
      assert.ok(result.spanMsP99 < 5, `99 % of the spans took up to ${result.spanMsP99} ms`);
      assert.ok(lines.length <= 1, lines.join('\n'));
    }
  });

  it('counts what a full queue dropped', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_BSP_MAX_QUEUE_SIZE: '100' };
    const { result, lines } = await run({ ...env, TRICKLE: 'on' }, 1000);
    assert.equal(result.dropped + sink.spans.length >= 1000, true);
    assert.ok(result.dropped > 0);
    assert.equal(lines.length, 1);
    sink.spans.length = 0;
  });
});
