// What a comparison says on a terminal: a line a run, a text at the end, or the one JSON object of `--json`.

import { blackoutRemark } from 'load';
import { verdictLine } from 'load-tests/check.ts';
import { mean } from 'report';
import { counted, measures } from './measure.ts';
import type { ReportContext } from './report-context.ts';
import type { PolicyResult, Result } from './result.ts';
import type { RunRecord } from './run-record.ts';
import { type Claim, shown } from './verdict.ts';

/** `reports/fleet-abc1234.html`; with `-k6` and `-quick` where it is, so that a full local one is not written over. */
export function defaultOut(
  scenario: string,
  commit: string,
  { driver, quick }: { readonly driver: string; readonly quick: boolean },
): string {
  return `reports/${scenario}-${commit}${driver === 'local' ? '' : `-${driver}`}${quick ? '-quick' : ''}.html`;
}

/** `round 1, prequal: p50 90 ms, p90 200 ms, ..., 4660 calls, 0 dropped, generator 31 %` */
export function runLine(run: RunRecord, warmupMs: number): string {
  const values = measures
    .filter(({ judged }) => judged)
    .map(measure => `${measure.title} ${shown(measure, measure.of(run, warmupMs))}`);
  const generator = run.processes[0];
  return [
    `round ${run.round}, ${run.policy}: ${values.join(', ')}`,
    `${counted(run, warmupMs).length} calls`,
    `${run.dropped} dropped`,
    ...(generator === undefined ? [] : [`${generator.name} ${coreText(generator.coreFraction)}`]),
  ].join(', ');
}

function coreText(fraction: number | null): string {
  return fraction === null ? 'not measured' : `${(fraction * 100).toFixed(0)} % of a core`;
}

/** The claims, losses first, or that there are none; then whether the run is valid, then where the report is. */
export function summaryText(
  { claims, checks, policies }: Result,
  { scenario, quick }: ReportContext,
  out: string,
): string {
  const remark = blackoutRemark(
    policies.map(({ policy }) => policy),
    scenario.warmupMs,
  );
  return [
    ...(quick ? ['quick: two rounds decide nothing'] : []),
    ...(remark === null ? [] : [remark]),
    ...(claims === null ? [noVerdictLine(checks)] : claimLines(claims)),
    ...checks.map(verdictLine),
    `report: ${out}`,
  ].join('\n');
}

function claimLines(claims: readonly Claim[]): readonly string[] {
  const order = ['loses', 'wins', 'even', 'open'];
  return [...claims]
    .sort((one, other) => order.indexOf(one.outcome) - order.indexOf(other.outcome))
    .map(({ outcome, text }) => `${outcome.padEnd(6)}${text}`);
}

/** `no verdict: not valid by dropped, k6_core_fraction` */
function noVerdictLine(checks: Result['checks']): string {
  const failed = checks.filter(({ ok }) => !ok).map(({ name }) => name);
  return `no verdict: not valid by ${failed.join(', ')}`;
}

/** The final object of `--json`, as of every program, with what a comparison has more; `claims` is null where there is no verdict. */
export function jsonOf(
  result: Result,
  { scenario, seed, quick, facts, words, fleet }: ReportContext,
  out: string,
): object {
  const { checks, policies, claims, rounds, runs } = result;
  return {
    schema: 1,
    ok: claims !== null,
    checks,
    policies: Object.fromEntries(policies.map(each => [each.policy, policyJson(each)])),
    scenario: scenario.name,
    rounds,
    quick,
    seed,
    commit: facts.commit,
    driver: words.description,
    fleet,
    claims,
    order: runs.map(({ policy, round }) => ({ policy, round })),
    machineFraction: mean(runs.flatMap(({ machineFraction }) => machineFraction ?? [])),
    out,
  };
}

/** Values are medians over the rounds; `intervals` has the smallest and largest too. */
function policyJson({ calls, errors, dropped, intervals, shares, held }: PolicyResult): object {
  return {
    calls,
    errors,
    dropped,
    p50Ms: intervals.p50Ms?.mid ?? null,
    p90Ms: intervals.p90Ms?.mid ?? null,
    p99Ms: intervals.p99Ms?.mid ?? null,
    p999Ms: intervals.p999Ms?.mid ?? null,
    shares: Object.fromEntries(shares.map((share, at) => [String(at + 1), share?.mid ?? null])),
    intervals,
    held,
  };
}
