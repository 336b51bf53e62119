// What the runs say together: a value per round and measure, claims, series over time, shares. Pure; the report draws it.

import type { Verdict } from 'load-tests/check.ts';
import type { Scenario } from 'load-tests/scenario.ts';
import { type Bin, binned, type Interval, intervalOf, judgedOf, mean, nearestRank } from 'report';
import { counted, type Measure, measures } from './measure.ts';
import type { RunRecord } from './run-record.ts';
import { type RunRules, validity } from './validity.ts';
import { type Claim, judgePair } from './verdict.ts';

/** One policy over all rounds. */
export interface PolicyResult {
  readonly policy: string;
  readonly calls: number;
  readonly errors: number;
  readonly dropped: number;
  readonly intervals: Readonly<Record<Measure['key'], Interval | null>>;
  /** Share of the answered calls, a value per replica, in their order. */
  readonly shares: readonly (Interval | null)[];
  /** All rounds together, in bins of time. */
  readonly p99OverTime: readonly Bin[];
  readonly errorsOverTime: readonly Bin[];
  /** RIF of the replica that has the most, mean over the samples of a bin. */
  readonly mostRifOverTime: readonly Bin[];
  /** The scenario's own checks: in how many rounds each held. */
  readonly held: readonly { readonly name: string; readonly limit: number; readonly rounds: number }[];
}

export interface Result {
  readonly policies: readonly PolicyResult[];
  /** The policy that is judged. */
  readonly subject: string;
  /** The verdict. Null where one of the checks failed: a comparison that is not valid has none, whatever its numbers are. */
  readonly claims: readonly Claim[] | null;
  readonly checks: readonly Verdict[];
  /** What the checks of headroom are about. */
  readonly roles: RunRules['roles'];
  readonly rounds: number;
  readonly runs: readonly RunRecord[];
}

const LEAST_BIN_MS = 500;
const BINS = 30;

/** Sums the runs up, and checks them by the rules of their driver. */
export function resultOf(
  runs: readonly RunRecord[],
  policies: readonly string[],
  scenario: Scenario,
  rules: RunRules,
): Result {
  const of = (policy: string) => runs.filter(run => run.policy === policy);
  const subject = judgedOf(policies);
  const checks = validity(runs, rules);
  const valid = checks.every(({ ok }) => ok);
  const claims = policies.flatMap(other =>
    other === subject ? [] : claimsOf(subject, other, of(subject), of(other), scenario.warmupMs),
  );
  return {
    policies: policies.map(policy => policyResult(policy, of(policy), scenario)),
    subject,
    claims: valid ? claims : null,
    checks,
    roles: rules.roles,
    rounds: of(subject).length,
    runs,
  };
}

function claimsOf(
  policy: string,
  other: string,
  runs: readonly RunRecord[],
  otherRuns: readonly RunRecord[],
  warmupMs: number,
): readonly Claim[] {
  return measures
    .filter(({ judged }) => judged)
    .flatMap(measure => {
      const values = runs.map(run => measure.of(run, warmupMs));
      const otherValues = otherRuns.map(run => measure.of(run, warmupMs));
      return judgePair(measure, { policy, other, values, otherValues }) ?? [];
    });
}

function policyResult(policy: string, runs: readonly RunRecord[], scenario: Scenario): PolicyResult {
  const { warmupMs, durationMs, fleet } = scenario;
  const widthMs = Math.max(LEAST_BIN_MS, Math.ceil(durationMs / BINS / LEAST_BIN_MS) * LEAST_BIN_MS);
  const calls = runs.flatMap(run => counted(run, warmupMs));
  const points = (value: (call: (typeof calls)[number]) => number) =>
    runs.flatMap(run => run.calls.map(call => ({ atMs: call.atMs, value: value(call) })));
  const most = runs.flatMap(({ rifs }) =>
    rifs.map(({ atMs, rifs: each }) => ({ atMs, value: Math.max(0, ...each) })),
  );
  const intervals = measures.map(measure => [
    measure.key,
    intervalOf(runs.map(run => measure.of(run, warmupMs))),
  ]);
  return {
    policy,
    calls: calls.length,
    errors: calls.filter(failed).length,
    dropped: runs.reduce((sum, run) => sum + run.dropped, 0),
    intervals: Object.fromEntries(intervals) as PolicyResult['intervals'],
    shares: Array.from({ length: fleet.replicas }, (_, at) =>
      intervalOf(runs.map(run => shareOf(run, at + 1, warmupMs))),
    ),
    p99OverTime: binned(
      points(({ latencyMs }) => latencyMs),
      durationMs,
      widthMs,
      values => nearestRank(values, 0.99),
    ),
    errorsOverTime: binned(
      points(call => (failed(call) ? 1 : 0)),
      durationMs,
      widthMs,
      mean,
    ),
    mostRifOverTime: binned(most, durationMs, widthMs, mean),
    held: heldOf(runs),
  };
}

function failed({ status }: { readonly status: string }): boolean {
  return status !== 'OK';
}

function shareOf(run: RunRecord, replica: number, warmupMs: number): number | null {
  const answered = counted(run, warmupMs).filter(call => !failed(call));
  return mean(answered.map(call => (call.replica === replica ? 1 : 0)));
}

function heldOf(runs: readonly RunRecord[]): PolicyResult['held'] {
  return (runs[0]?.checks ?? []).map(({ name, limit }) => ({
    name,
    limit,
    rounds: runs.filter(run => run.checks.some(check => check.name === name && check.ok)).length,
  }));
}
