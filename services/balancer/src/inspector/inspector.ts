// What the inspector page shows, read from the parts at every tick while somebody looks.

import { policyKnobs, type Snapshot } from 'prequal';
import { replicaRows, rulesOf } from '../admin/replica-table.ts';
import type { Scenarios } from '../admin/scenarios.ts';
import type { QueryParts } from '../calls/query.ts';
import { jaegerSearch } from '../jaeger-search.ts';
import { windowsQuantileMs } from '../replicas/replica-window.ts';
import type { BalancerConfig } from '../settings.ts';
import { BackendControl } from './backend-control.ts';
import { lineOf } from './decision-line.ts';
import { EventStream } from './event-stream.ts';
import type { InspectorHello, InspectorState, LatencyQuantiles } from './inspector-view.ts';
import { Marks } from './marks.ts';
import { type Counts, RateWindow } from './rates.ts';

export interface InspectorOptions
  extends Pick<QueryParts, 'policy' | 'runtime' | 'replicas' | 'states' | 'decisions' | 'nowMs'> {
  readonly metrics: { readonly probesEnded: number };
  readonly scenarios: Pick<Scenarios, 'expire'>;
  readonly config: BalancerConfig;
  readonly version: string;
}

/** Five updates a second: as fast as an eye reads numbers, half of what the page may cost. */
const TICK_MS = 200;
const LISTED_DECISIONS = 24;
const RECENT_MS = 2000;

export class Inspector {
  readonly marks = new Marks();
  readonly control: BackendControl;
  readonly events: EventStream;
  readonly #options: InspectorOptions;
  readonly #rates = new RateWindow();
  #newestDecision = 0;

  constructor(options: InspectorOptions) {
    this.#options = options;
    const { config, nowMs } = options;
    const { serverUrls: servers, controlUrls: urls } = config;
    this.control = new BackendControl({ servers, urls, marks: this.marks, nowMs });
    this.events = new EventStream({
      tickMs: TICK_MS,
      hello: () => this.#hello(),
      state: () => this.#state(),
      onListening: listening => {
        this.#rates.clear();
        this.control.watch(listening);
      },
    });
  }

  close(): void {
    this.events.close();
    this.control.watch(false);
  }

  #hello(): InspectorHello {
    const { adminControls, jaegerUrl, jaegerOperation, grafanaUrl, prometheusUrl } = this.#options.config;
    const { policy, mode, qRif, hotTies, rProbe, poolSize } = policyKnobs;
    return {
      version: this.#options.version,
      tickMs: TICK_MS,
      controls: adminControls,
      controllable: this.control.replicas,
      knobs: { policy, mode, qRif, hotTies, rProbe, poolSize },
      jaegerUrl,
      jaegerSearchUrl: jaegerSearch(jaegerUrl, jaegerOperation),
      grafanaUrl,
      prometheusUrl,
    };
  }

  #state(): InspectorState {
    const { policy, runtime, replicas, states, scenarios, nowMs } = this.#options;
    const atMs = nowMs();
    scenarios.expire(atMs);
    const snapshot = policy.snapshot(atMs);
    const { counts, replicas: _, ...told } = snapshot;
    const decisions = this.#options.decisions.newest(LISTED_DECISIONS);
    const newest = decisions[0]?.id ?? 0;
    const newDecisions = this.#newestDecision === 0 ? 0 : Math.max(0, newest - this.#newestDecision);
    this.#newestDecision = newest;
    return {
      ...told,
      timeMs: Date.now(),
      generation: runtime.generation,
      replicas: replicaRows(snapshot, replicas.all, states, atMs),
      rules: rulesOf(snapshot),
      probesSkipped: counts.probesSkipped,
      rates: this.#rates.add(this.#counts(snapshot)),
      latency: this.#latency(atMs),
      shares: this.#shares(atMs),
      decisions: decisions.map(lineOf),
      candidates: decisions[0]?.candidates ?? [],
      newDecisions,
      marks: this.marks.all,
      faults: this.control.faults,
    };
  }

  #counts({ atMs, counts }: Snapshot): Counts {
    const all = this.#options.replicas.all;
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    return {
      atMs,
      calls: sum(all.map(({ calls }) => calls)),
      errors: sum(all.map(({ errors }) => errors)),
      picks: sum(Object.values(counts.picks).map(byRule => sum(Object.values(byRule)))),
      probes: this.#options.metrics.probesEnded,
      skipped: sum(Object.values(counts.probesSkipped)),
    };
  }

  #shares(atMs: number): Record<string, number | null> {
    const calls = this.#options.replicas.all.map(({ member, window }): [string, number] => {
      const slots = window.slots(atMs, RECENT_MS);
      return [member.id, slots.reduce((sum, slot) => sum + slot.calls, 0)];
    });
    const total = calls.reduce((sum, [, count]) => sum + count, 0);
    return Object.fromEntries(calls.map(([id, count]) => [id, total === 0 ? null : count / total]));
  }

  #latency(atMs: number): LatencyQuantiles {
    const windows = this.#options.replicas.all.map(({ window }) => window);
    const at = (quantile: number) => windowsQuantileMs(windows, quantile, atMs, RECENT_MS);
    return { p50Ms: at(0.5), p90Ms: at(0.9), p99Ms: at(0.99) };
  }
}
