// What the inspector page is sent: `hello` once a connection, `state` at every tick. Types alone, so that the page's
// scripts are checked against them. Unknown values are null.

import type { Candidate, Knob, PolicyOptions, Regime, RuleName, Snapshot } from 'prequal';

/** One replica: what the policy believes beside what this balancer measured over the last ten seconds. */
export interface ReplicaRow {
  readonly replica: string;
  readonly state: 'available' | 'set_aside' | 'disconnected' | 'draining';
  readonly cause: string | null;
  readonly sinceMs: number | null;
  /** Queries sent from here that have not ended. */
  readonly inFlight: number;
  readonly rif: number | null;
  /** What error aversion adds to its RIF in the ranking, 0 to 16. */
  readonly penalty: number;
  readonly latencyMs: number | null;
  readonly reportAgeMs: number | null;
  readonly source: 'probe' | 'trailer' | 'local' | null;
  readonly calls: number;
  readonly errors: number;
  readonly share: number | null;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

/** A change that somebody made, or a phase of a scenario that began, as the charts mark it. */
export interface Mark {
  readonly id: number;
  readonly atMs: number;
  readonly kind: 'config' | 'control' | 'scenario';
  readonly text: string;
}

/** What is wrong with a backend on request, as its control port tells. */
export interface BackendFaults {
  /** The backend's own name. */
  readonly name: string;
  readonly slowFactor: number;
  readonly errorFraction: number;
  readonly errorStatus: string;
  readonly frozen: boolean;
  readonly stopped: boolean;
  readonly capacityCores: number;
  /** Where capacity is no fault. */
  readonly coresAtStart: number;
  /** Milliseconds until a temporary value ends, by name. */
  readonly remainingMs: Readonly<Record<string, number>>;
}

/** One line of the list of decisions. */
export interface DecisionLine {
  readonly id: number;
  readonly atMs: number;
  readonly rule: RuleName;
  readonly replica: string;
  readonly reason: string;
  readonly method: string;
  readonly traceId: string;
  readonly status: string | null;
  readonly durationMs: number | null;
  /** Why it cannot be replayed, in words; null where it can. */
  readonly noReplay: string | null;
}

/** Per second unless it says otherwise; null until two ticks have passed. */
export interface Rates {
  readonly callsPerSecond: number | null;
  readonly errorFraction: number | null;
  readonly probesPerSecond: number | null;
  readonly probesPerQuery: number | null;
  readonly skippedPerSecond: number | null;
}

/** Latency of all calls over the last two to three seconds. */
export interface LatencyQuantiles {
  readonly p50Ms: number | null;
  readonly p90Ms: number | null;
  readonly p99Ms: number | null;
}

export interface InspectorHello {
  readonly version: string;
  readonly tickMs: number;
  readonly controls: boolean;
  /** Replicas whose backend can be slowed, failed or frozen from here, in their order. */
  readonly controllable: readonly string[];
  /** Legal values of the settings that the page offers. */
  readonly knobs: Readonly<Record<'policy' | 'mode' | 'qRif' | 'hotTies' | 'rProbe' | 'poolSize', Knob>>;
  readonly jaegerUrl: string;
  readonly jaegerSearchUrl: string;
  readonly grafanaUrl: string;
  readonly prometheusUrl: string;
}

export interface InspectorState
  extends Pick<
    Snapshot,
    | 'atMs'
    | 'regime'
    | 'threshold'
    | 'reuseBudget'
    | 'poolCapacity'
    | 'asks'
    | 'probesPerQuery'
    | 'probesInFlight'
    | 'probeRateFactor'
    | 'pool'
    | 'rifHistory'
  > {
  /** The wall clock at `atMs`. */
  readonly timeMs: number;
  readonly options: PolicyOptions;
  readonly regime: Regime | null;
  readonly generation: number;
  readonly replicas: readonly ReplicaRow[];
  readonly rules: Readonly<Record<RuleName, number>>;
  readonly probesSkipped: Snapshot['counts']['probesSkipped'];
  readonly rates: Rates;
  readonly latency: LatencyQuantiles;
  /** Share of the calls of the last two seconds by replica, for the chart. */
  readonly shares: Readonly<Record<string, number | null>>;
  /** The newest first. */
  readonly decisions: readonly DecisionLine[];
  /** What the newest decision compared, as it saw them. */
  readonly candidates: readonly Candidate[];
  /** Decisions since the former tick, those not listed included. */
  readonly newDecisions: number;
  readonly marks: readonly Mark[];
  /** By replica; those whose backend answered on its control port. */
  readonly faults: Readonly<Record<string, BackendFaults>>;
}
