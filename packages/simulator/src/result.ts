// What a run came to: plain data, ready for JSON and for another thread.

import type { LatencyHistogram } from './latency-histogram.ts';
import type { FullOptions } from './options.ts';
import type { Recorder, Second } from './recorder.ts';
import { type Spread, spreadOf } from './spread.ts';

/** Latencies in ms from arrival at the client to the answer there; a timeout counts as the timeout. null = no query. */
export interface LatencySummary {
  readonly meanMs: number | null;
  readonly p50Ms: number | null;
  readonly p90Ms: number | null;
  readonly p99Ms: number | null;
  readonly p999Ms: number | null;
  readonly maxMs: number | null;
}

/** RIF across replicas over time, sampled every 100 ms, each integer spread evenly as in the paper's plots; null = no sample. */
export interface RifSummary {
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly p999: number | null;
}

export interface ReplicaResult {
  readonly queries: number;
  readonly errors: number;
  /** Of the answered queries, 0 to 1. */
  readonly share: number;
}

/** One second of the run: queries by their arrival, states within it. */
export interface SecondResult extends Pick<LatencySummary, 'p50Ms' | 'p90Ms' | 'p99Ms' | 'p999Ms'> {
  readonly atMs: number;
  readonly queries: number;
  readonly errors: number;
  readonly rif: RifSummary;
  readonly cpu: Spread | null;
  /** Of one client at the end of the second, a different one each second. */
  readonly threshold: number | null;
  /** Queries by replica. */
  readonly byReplica: readonly number[];
}

/** Queries that arrived after the warm-up and before the end, and the fleet in that time. */
export interface SimulationResult {
  readonly policy: string;
  readonly seed: number;
  readonly queries: number;
  readonly errors: number;
  readonly errorsByStatus: Readonly<Record<string, number>>;
  /** Fraction of the queries that were answered OK within the timeout. */
  readonly goodput: number;
  readonly latency: LatencySummary;
  readonly replicas: readonly ReplicaResult[];
  /** Queries of a fastest replica over those of any other, by their means; null where all are equally fast. */
  readonly fastToSlow: number | null;
  readonly rif: RifSummary;
  /** CPU use of a replica over its allocation in one second, over replicas and seconds. */
  readonly cpu: Spread | null;
  /** RIF threshold of the clients; null where none has one that is finite. */
  readonly threshold: Spread | null;
  /** Those that policies asked for; asking replicas that are left out is not counted. */
  readonly probesPerQuery: number;
  /** Picks by the rule that chose. */
  readonly rules: Readonly<Record<string, number>>;
  readonly series: readonly SecondResult[] | null;
  /** Queries that were simulated, warm-up included. */
  readonly simulated: number;
}

export function resultOf(options: FullOptions, recorder: Recorder, simulated: number): SimulationResult {
  const { queries, errors, latency } = recorder;
  const answered = queries - errors;
  return {
    policy: options.policy.policy,
    seed: options.seed,
    queries,
    errors,
    errorsByStatus: Object.fromEntries(recorder.errorsByStatus),
    goodput: queries === 0 ? 1 : answered / queries,
    latency: latencySummary(latency),
    replicas: Array.from(recorder.queriesByReplica, (sent, i) => {
      const failed = recorder.errorsByReplica[i] ?? 0;
      return { queries: sent, errors: failed, share: answered === 0 ? 0 : (sent - failed) / answered };
    }),
    fastToSlow: fastToSlow(options, recorder.queriesByReplica),
    rif: rifSummary(recorder.rif),
    cpu: spreadOf(recorder.cpu),
    threshold: spreadOf(recorder.thresholds),
    probesPerQuery: queries === 0 ? 0 : recorder.probes / queries,
    rules: Object.fromEntries(recorder.rules),
    series: options.series ? recorder.seconds.map(secondResult) : null,
    simulated,
  };
}

function latencySummary(latency: LatencyHistogram): LatencySummary {
  const isEmpty = latency.count === 0;
  return {
    meanMs: isEmpty ? null : latency.meanMs,
    p50Ms: latency.quantileMs(0.5),
    p90Ms: latency.quantileMs(0.9),
    p99Ms: latency.quantileMs(0.99),
    p999Ms: latency.quantileMs(0.999),
    maxMs: isEmpty ? null : latency.maxMs,
  };
}

function rifSummary(rif: Recorder['rif']): RifSummary {
  return {
    mean: rif.mean,
    p50: rif.quantile(0.5),
    p90: rif.quantile(0.9),
    p99: rif.quantile(0.99),
    p999: rif.quantile(0.999),
  };
}

function secondResult(second: Second, at: number): SecondResult {
  const { p50Ms, p90Ms, p99Ms, p999Ms } = latencySummary(second.latency);
  return {
    atMs: at * 1000,
    queries: second.queries,
    errors: second.errors,
    p50Ms,
    p90Ms,
    p99Ms,
    p999Ms,
    rif: rifSummary(second.rif),
    cpu: spreadOf(second.cpu),
    threshold: second.threshold,
    byReplica: Array.from(second.byReplica),
  };
}

function fastToSlow({ speeds }: FullOptions, queries: Float64Array): number | null {
  const fastest = Math.max(...speeds);
  const isFast = (i: number) => speeds[i % speeds.length] === fastest;
  const meanOf = (counts: readonly number[]) => counts.reduce((sum, n) => sum + n, 0) / counts.length;
  const counts = Array.from(queries);
  const slow = counts.filter((_, i) => !isFast(i));
  return slow.length === 0 ? null : meanOf(counts.filter((_, i) => isFast(i))) / meanOf(slow);
}
