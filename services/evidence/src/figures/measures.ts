// What is measured in every run, and how a person reads it.

import type { SimulationResult } from 'simulator';

export type Unit = 'ms' | 'fraction' | 'number';

export interface Measure {
  readonly title: string;
  readonly unit: Unit;
}

export const MEASURES = {
  p50Ms: { title: 'p50', unit: 'ms' },
  p90Ms: { title: 'p90', unit: 'ms' },
  p99Ms: { title: 'p99', unit: 'ms' },
  p999Ms: { title: 'p99.9', unit: 'ms' },
  failed: { title: 'failed queries', unit: 'fraction' },
  rifP50: { title: 'RIF p50', unit: 'number' },
  rifP90: { title: 'RIF p90', unit: 'number' },
  rifP99: { title: 'RIF p99', unit: 'number' },
  threshold: { title: 'RIF threshold', unit: 'number' },
  cpuSpread: { title: 'spread of CPU use, p90 - p10', unit: 'number' },
  fastToSlow: { title: 'fast : slow queries', unit: 'number' },
  probesPerQuery: { title: 'probes per query', unit: 'number' },
  fallback: { title: 'random picks', unit: 'fraction' },
  share: { title: 'share of the queries', unit: 'fraction' },
  fairShare: { title: 'queries : fair share', unit: 'number' },
} as const satisfies Record<string, Measure>;

export type MeasureName = keyof typeof MEASURES;

/** The measures that any run has. */
export function valuesOf(result: SimulationResult): Partial<Record<MeasureName, number | null>> {
  const { latency, rif, cpu, threshold, fastToSlow, probesPerQuery, rules, queries, errors } = result;
  return {
    p50Ms: latency.p50Ms,
    p90Ms: latency.p90Ms,
    p99Ms: latency.p99Ms,
    p999Ms: latency.p999Ms,
    failed: queries === 0 ? null : errors / queries,
    rifP50: rif.p50,
    rifP90: rif.p90,
    rifP99: rif.p99,
    threshold: threshold?.mean ?? null,
    cpuSpread: cpu === null ? null : cpu.p90 - cpu.p10,
    fastToSlow,
    probesPerQuery,
    fallback: queries === 0 ? null : (rules.fallback ?? 0) / queries,
  };
}

/** A value as a person reads it, without its unit where `bare`. */
export function shown(unit: Unit, value: number | null, bare = false): string {
  if (value === null) return '-';
  switch (unit) {
    case 'ms':
      return `${value < 100 ? value.toFixed(1) : Math.round(value)}${bare ? '' : ' ms'}`;
    case 'fraction':
      return `${(100 * value).toFixed(2)}${bare ? '' : ' %'}`;
    case 'number':
      return value.toFixed(2);
  }
}
