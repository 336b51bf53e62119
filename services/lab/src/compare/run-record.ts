// What one run of one policy leaves behind: its calls, the load on the replicas, how busy each process was.

import type { Verdict } from 'load-tests/check.ts';

/** A call, warm-up included. */
export interface CallRecord {
  /** When it was due, on the scenario's axis. */
  readonly atMs: number;
  /** From then to its end. */
  readonly latencyMs: number;
  /** gRPC status name. */
  readonly status: string;
  /** Who served it, counted from 1; null when nobody can be named. */
  readonly replica: number | null;
}

/** Requests in flight of every replica at one moment, in their order. */
export interface RifSample {
  readonly atMs: number;
  readonly rifs: readonly number[];
}

/** How busy a process was over a run; 1 is one core, all the time; null where nothing measured it. */
export interface ProcessLoad {
  readonly name: string;
  readonly coreFraction: number | null;
}

export interface RunRecord {
  readonly policy: string;
  /** Counted from 1. */
  readonly round: number;
  readonly seed: number;
  readonly calls: readonly CallRecord[];
  /** Calls that the generator could not start in time. */
  readonly dropped: number;
  readonly rifs: readonly RifSample[];
  /** The generator first, then balancers and backends. */
  readonly processes: readonly ProcessLoad[];
  /** Of the whole machine, every program on it; null where nothing measured it. */
  readonly machineFraction: number | null;
  /** The scenario's own checks. */
  readonly checks: readonly Verdict[];
}
