// The whole record of one pick: what the policy saw, what it chose and why. Built only when somebody asks.

import type { LoadSource, Regime, RuleName } from './vocabulary.ts';

/** One pool entry, or replica that was compared without a pool, as the pick saw it before the chosen query was added to it. */
export interface Candidate {
  readonly replica: string;
  /** RIF with the queries sent since the report (Prequal §4) and the penalty for failures added. */
  readonly rif: number;
  /** RIF as reported. */
  readonly reportedRif: number;
  /** What error aversion added, 0 to 16. */
  readonly penalty: number;
  /** Latency estimate used in the comparison; null = unknown. */
  readonly latencyMs: number | null;
  readonly ageMs: number;
  /** Picks that this entry may still serve, this one included. */
  readonly usesLeft: number;
  /** Worth one query: idle and of unknown latency, or back from a time aside. */
  readonly trial: boolean;
  readonly hot: boolean;
  /** What a scoring rule compares, the less the better; null for other rules, and where it is unknown. */
  readonly score: number | null;
  readonly source: LoadSource;
}

/** One decision. Unknown and infinite values are null. */
export interface Decision {
  readonly id: number;
  readonly atMs: number;
  readonly policy: string;
  /** How it was made: `async` from the pool, `sync` after probes sent first. */
  readonly mode: string;
  readonly rule: RuleName;
  readonly replica: string;
  /** What would have been picked had the chosen replica not been there; null when nothing else was comparable. */
  readonly runnerUp: string | null;
  /** The choice in words. */
  readonly reason: string;
  /** RIF threshold in force; null = infinite. */
  readonly threshold: number | null;
  readonly qRif: number | null;
  readonly hotTies: 'cold' | 'hot' | null;
  readonly regime: Regime | null;
  /** How often each RIF stands in the history behind the threshold. */
  readonly rifHistory: Readonly<Record<string, number>>;
  readonly poolCapacity: number | null;
  readonly candidates: readonly Candidate[];
  /** The replica that was left out, since it had just refused the query. */
  readonly excluded: string | null;
  /** Replicas that this query caused to be probed. */
  readonly probed: readonly string[];
  /** Answers that came in time when probes were sent first; null in async mode. */
  readonly answers: number | null;
  /** `ref` of the report that the chosen entry came from; 0 = none. */
  readonly ref: number;
  /** gRPC status name and duration of the query; null while it runs or when it was abandoned. */
  readonly status: string | null;
  readonly durationMs: number | null;
}
