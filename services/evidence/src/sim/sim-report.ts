// What `npm run sim` says at its end: one object for machines, a table and verdicts for people.

import { blackoutRemark } from 'load';
import { type Verdict, verdictLine } from 'load-tests/check.ts';
import { intervalText, judgedOf } from 'report';
import type { Machines } from './machine-settings.ts';
import type { PolicySummary } from './policy-summary.ts';

/** What the run was asked for. */
export interface SimFacts {
  readonly scenario: string;
  readonly seeds: readonly number[];
  readonly quick: boolean;
  readonly commit: string;
  /** One way, ms. */
  readonly networkMs: number;
  /** The same for probes, ms. */
  readonly probeMs: number;
  /** Fraction of the probes that get lost, 0 to 1. */
  readonly probeLoss: number;
  readonly machines: Machines;
  /** The policies' options in force that are not `createPolicy`'s defaults. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The final object of `--json`, as of every program, with what simulations have more. */
export interface SimReport extends SimFacts {
  readonly schema: 1;
  readonly ok: boolean;
  /** The scenario's checks of the judged policy. */
  readonly checks: readonly Verdict[];
  readonly policies: Readonly<Record<string, PolicySummary>>;
  /** The policy that is judged: prequal, or the first. */
  readonly judged: string;
}

export function simReport(facts: SimFacts, policies: Readonly<Record<string, PolicySummary>>): SimReport {
  const judged = judgedOf(Object.keys(policies));
  const checks = policies[judged]?.checks ?? [];
  return { schema: 1, ok: checks.every(({ ok }) => ok), checks, policies, judged, ...facts };
}

const NAME_WIDTH = 28;
const CELL_WIDTH = 22;

/** A line a policy; then the verdicts of the judged one. */
export function simText(
  { policies, checks, judged, seeds, quick, scenario, machines }: SimReport,
  warmupMs: number,
): string {
  const remark = blackoutRemark(Object.keys(policies), warmupMs);
  const rows = Object.entries(policies).map(([name, { intervals, errors, calls }]) =>
    line([
      name,
      intervalText(intervals.p50Ms, shown),
      intervalText(intervals.p99Ms, shown),
      intervalText(intervals.p999Ms, shown),
      `${calls === 0 ? '-' : ((100 * errors) / calls).toFixed(2)} %`,
    ]),
  );
  const of = `scenario ${scenario}, ${seeds.length} seeds from ${seeds[0]}: median (smallest to largest)`;
  return [
    `${quick ? 'quick: one seed decides nothing; ' : ''}${of}`,
    ...machinesText(machines),
    line(['ms', 'p50', 'p99', 'p99.9', 'failed']),
    ...rows,
    ...(remark === null ? [] : [remark]),
    ...(checks.length === 0 ? [] : [`checks of ${judged}, by the median:`]),
    ...checks.map(verdictLine),
  ].join('\n');
}

/** What the machines have beyond the scenario; no line where they have nothing. */
function machinesText({ speeds, spareCores, antagonist, work }: Machines): string[] {
  const parts = [
    ...(speeds.every(speed => speed === 1) ? [] : [`speeds ${speeds.join(', ')} by turns`]),
    ...(spareCores === 0 ? [] : [`${spareCores} spare cores`]),
    ...(antagonist === undefined ? [] : [`antagonists ${Object.values(antagonist).join(', ')}`]),
    ...(work === 'clipped_normal' ? [] : [`work ${work}`]),
  ];
  return parts.length === 0 ? [] : [`machines: ${parts.join('; ')}`];
}

function line(cells: readonly string[]): string {
  return cells.map((text, at) => (at === 0 ? text.padEnd(NAME_WIDTH) : text.padStart(CELL_WIDTH))).join('');
}

function shown(ms: number): string {
  return ms < 100 ? ms.toFixed(1) : String(Math.round(ms));
}
