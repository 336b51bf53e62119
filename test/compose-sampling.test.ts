// The collector's configurations, as the lab starts it and with compose.sampling.yml laid over: everything that a pipeline
// names is defined, what it sends goes somewhere, nothing is spelled the old way, and calls are counted before any is dropped.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse } from 'yaml';

interface Pipeline {
  readonly receivers: readonly string[];
  readonly processors?: readonly string[];
  readonly exporters: readonly string[];
}
type Components = Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;
interface Collector {
  readonly receivers: Components;
  readonly processors: Components;
  readonly connectors: Components;
  readonly exporters: Components;
  readonly service: { readonly pipelines: Readonly<Record<string, Pipeline>> };
}
type Tree = Readonly<Record<string, unknown>>;
type Policy = { readonly type: string } & Readonly<Record<string, Tree>>;

const FOLDER = '/etc/otelcol-contrib/';
const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const yaml = (path: string) => parse(read(path), { merge: true });

const lab = yaml('docker-compose.yml').services;
const override = yaml('compose.sampling.yml').services['otel-collector'];
const plain = yaml('services/otel-collector/config.yaml') as Collector;
const sampling = laidOver(plain, yaml('services/otel-collector/sampling.yaml')) as Collector;

/** As the collector does with several --config: mappings are merged, lists replaced. */
function laidOver(under: unknown, over: unknown): unknown {
  if (!isTree(under) || !isTree(over)) return over;
  const merged = Object.entries(over).map(([key, value]) => [key, laidOver(under[key], value)]);
  return { ...under, ...Object.fromEntries(merged) };
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a policy of the sampler asks for, without its name and type. */
function inWords({ type, ...policy }: Policy): string {
  const asked = policy[type] ?? {};
  if (type === 'and') return (asked.and_sub_policy as Policy[]).map(inWords).join(' and ');
  if (type === 'not') return `not ${inWords(asked.not_sub_policy as Policy)}`;
  return Object.values(asked).flat().join(' ');
}

for (const [name, collector] of [
  ['config.yaml', plain],
  ['config.yaml with sampling.yaml', sampling],
] as const)
  describe(name, () => {
    const { receivers, processors, connectors, exporters } = collector;
    const pipelines = Object.values(collector.service.pipelines);
    const named = (key: keyof Pipeline) => new Set(pipelines.flatMap(pipeline => pipeline[key] ?? []));

    it('defines what its pipelines name, and uses what it defines', () => {
      const ends = Object.keys(connectors);
      assert.deepEqual([...named('receivers')].sort(), [...Object.keys(receivers), ...ends].sort());
      assert.deepEqual([...named('processors')].sort(), Object.keys(processors).sort());
      assert.deepEqual([...named('exporters')].sort(), [...Object.keys(exporters), ...ends].sort());
    });

    it('uses no deprecated spelling', () => {
      const old = /^(otlp|otlphttp|otlpgrpc|spanmetrics|servicegraph|tailsampling|memorylimiter)(\/|$)/;
      for (const id of Object.keys({ ...processors, ...connectors, ...exporters }))
        assert.doesNotMatch(id, old);
      assert.deepEqual(Object.keys(processors['filter/calls'] ?? {}), ['error_mode', 'trace_conditions']);
      assert.ok(!('add_metric_suffixes' in (exporters.prometheus ?? {})));
    });

    it('sends where the lab listens', () => {
      const { endpoint } = exporters['otlp_grpc/jaeger'] as { endpoint: string };
      const [host = '', port] = endpoint.split(':');
      assert.ok(host in lab, host);
      const { receivers: jaeger } = yaml('services/jaeger/config.yaml') as Collector;
      assert.deepEqual(jaeger.otlp, { protocols: { grpc: { endpoint: `0.0.0.0:${port}` } } });
      const { endpoint: shown } = exporters.prometheus as { endpoint: string };
      const target = shown.replace('0.0.0.0', 'otel-collector');
      assert.ok(read('services/prometheus/prometheus.yml').includes(`targets: [${target}]`), target);
    });

    it('refuses spans first, and counts calls before any is dropped', () => {
      const entered = pipelines.filter(pipeline => pipeline.receivers.includes('otlp'));
      assert.equal(entered.length, 1);
      assert.deepEqual(entered[0]?.processors, ['memory_limiter']);
      const counting = pipelines.filter(pipeline => pipeline.exporters.includes('span_metrics'));
      assert.deepEqual(counting, [
        {
          receivers: ['forward'],
          processors: ['filter/calls', 'resource/service'],
          exporters: ['span_metrics', 'service_graph'],
        },
      ]);
    });
  });

it("gives Jaeger's Monitor tab the names that it asks Prometheus for", () => {
  const { namespace, histogram } = plain.connectors.span_metrics as {
    namespace: string;
    histogram: { unit: string };
  };
  const { extensions } = yaml('services/jaeger/config.yaml');
  const { metric_backends } = extensions.jaeger_storage;
  const { prometheus } = metric_backends[extensions.jaeger_query.storage.metrics];
  assert.equal(prometheus.endpoint, 'http://prometheus:9090');
  assert.equal(prometheus.metric_namespace, namespace.replaceAll('.', '_'));
  assert.equal(prometheus.latency_unit, histogram.unit);
  assert.deepEqual([prometheus.normalize_calls, prometheus.normalize_duration], [true, true]);
  const { monitor, dependencies } = JSON.parse(read('services/jaeger/ui.json'));
  assert.deepEqual([monitor.menuEnabled, dependencies.menuEnabled], [true, true]);
  assert.ok(
    lab.jaeger.volumes.includes(`./services/jaeger/ui.json:${extensions.jaeger_query.ui.config_file}:ro`),
  );
});

describe('compose.sampling.yml', () => {
  it('gives the collector both files, mounted read-only', () => {
    const mounts = [...lab['otel-collector'].volumes, ...override.volumes];
    const files = ['config.yaml', 'sampling.yaml'];
    assert.deepEqual(
      mounts,
      files.map(file => `./services/otel-collector/${file}:${FOLDER}${file}:ro`),
    );
    assert.deepEqual(
      override.command,
      files.flatMap(file => ['--config', FOLDER + file]),
    );
  });

  it('changes only what goes to Jaeger', () => {
    const changed = Object.entries(sampling.service.pipelines).filter(
      ([name, pipeline]) => pipeline !== plain.service.pipelines[name],
    );
    assert.deepEqual(
      changed.map(([name, { processors }]) => [name, processors]),
      [['traces/jaeger', ['tail_sampling', 'batch']]],
    );
  });

  it('keeps errors, slow calls, fallbacks, a tenth of the rest and a twentieth of the probes', () => {
    const { policies } = sampling.processors.tail_sampling as { policies: readonly Policy[] };
    assert.deepEqual(policies.map(inWords), [
      'ERROR',
      '250',
      'prequal.decision.rule fallback',
      'not rpc.method prequal.v1.LoadReporter/Probe and 10',
      'rpc.method prequal.v1.LoadReporter/Probe and 5',
    ]);
  });
});
