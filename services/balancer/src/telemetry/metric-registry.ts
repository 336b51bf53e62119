// Makes series: one registry in OpenMetrics, which carries exemplars. Knows none of them by name.

import { Counter, Gauge, Histogram, type OpenMetricsContentType, Registry } from 'prom-client';
import type { Exemplar } from './spans.ts';

/** The latency buckets of docs/metrics.md, in seconds. */
export const LATENCY_BUCKETS = [
  0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];
/** For what takes microseconds or counts a few. */
export const SHORT_BUCKETS = [1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 1e-2];
/** Around 1 by powers of two, finer near it: what is twice too much stands as far from 1 as what is half of it. */
export const RATIO_BUCKETS = [0.0625, 0.125, 0.25, 0.35, 0.5, 0.71, 1, 1.41, 2, 2.83, 4, 8, 16];
export const COUNT_BUCKETS = [0, 1, 2, 3, 4, 5, 7, 10, 14, 20, 28, 40, 57, 80, 113, 160];

export class MetricRegistry {
  readonly registry = new Registry<OpenMetricsContentType>();

  constructor() {
    this.registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  counter<Label extends string = never>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
  ): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  gauge<Label extends string = never>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
  ): Gauge<Label> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }

  /** With exemplars: `observe` takes one object. (The type of exemplars is that of labels in prom-client.) */
  histogram<Label extends string = never>(
    name: string,
    help: string,
    buckets: readonly number[],
    labelNames: readonly Label[] = [],
  ): Histogram<Label | keyof Exemplar> {
    const registers = [this.registry];
    return new Histogram<Label | keyof Exemplar>({
      name,
      help,
      labelNames,
      buckets: [...buckets],
      registers,
      enableExemplars: true,
    });
  }
}
