// GET /metrics: events as they were counted, and the present read at the scrape.

import type { Policy } from 'prequal';
import type { Route, Telemetry } from 'program';
import type { RuntimeConfig } from '../admin/runtime-config.ts';
import type { Scenarios } from '../admin/scenarios.ts';
import type { ReplicaStates } from '../replicas/replica-states.ts';
import { Gauges } from './gauges.ts';
import { MetricRegistry } from './metric-registry.ts';
import { Metrics } from './metrics.ts';

export interface MetricsPageOptions {
  readonly policy: Pick<Policy, 'snapshot'>;
  readonly runtime: RuntimeConfig;
  readonly states: ReplicaStates;
  readonly scenarios: Scenarios;
  readonly telemetry: Telemetry;
  readonly version: string;
  readonly nowMs: () => number;
}

export class MetricsPage {
  readonly metrics: Metrics;
  readonly route: Route;
  readonly #registry = new MetricRegistry();
  readonly #gauges: Gauges;
  readonly #options: MetricsPageOptions;

  constructor(options: MetricsPageOptions) {
    this.#options = options;
    this.metrics = new Metrics(this.#registry);
    this.#gauges = new Gauges(this.#registry, options.version);
    const handler = async () => ({ text: await this.#text(), contentType: this.#registry.contentType });
    this.route = { method: 'GET', path: '/metrics', handler };
  }

  async #text(): Promise<string> {
    const { policy, runtime, states, scenarios, telemetry, nowMs } = this.#options;
    const atMs = nowMs();
    this.metrics.sweep(atMs);
    this.#gauges.read({
      snapshot: policy.snapshot(atMs),
      generation: runtime.generation,
      spansDropped: telemetry.dropped(),
      playing: scenarios.playing(atMs),
      stateOf: id => states.view(id)?.state,
    });
    return this.#registry.registry.metrics();
  }
}
