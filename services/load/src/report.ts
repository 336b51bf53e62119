// What a run says at its end: one object for machines (`--json`), one table for people.

import { type Verdict, verdictLine } from 'load-tests/check.ts';

/** One replica's calls. */
export interface ReplicaReport {
  readonly calls: number;
  readonly errors: number;
  /** Of the answered calls. */
  readonly share: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

/** All calls under one policy, warm-up left out; latencies from the scheduled start, failed calls included. */
export interface RunReport {
  readonly calls: number;
  readonly errors: number;
  /** Calls that the generator itself could not start in time. */
  readonly dropped: number;
  readonly p50Ms: number | null;
  readonly p90Ms: number | null;
  readonly p99Ms: number | null;
  readonly p999Ms: number | null;
  readonly shares: Readonly<Record<string, number>>;
  readonly errorsByStatus: Readonly<Record<string, number>>;
  readonly replicas: Readonly<Record<string, ReplicaReport>>;
}

/** The final object of `--json`, as of every program. */
export interface Report {
  readonly schema: 1;
  readonly ok: boolean;
  readonly checks: readonly Verdict[];
  readonly policies: Readonly<Record<string, RunReport>>;
  readonly seed: number | null;
}

/** `ok` is whether every check holds. */
export function reportOf(
  policy: string,
  run: RunReport,
  checks: readonly Verdict[],
  seed: number | null,
): Report {
  return { schema: 1, ok: checks.every(check => check.ok), checks, policies: { [policy]: run }, seed };
}

/** The report as text: a table for each policy, then a line for each check. */
export function reportText({ policies, checks }: Report): string {
  const tables = Object.entries(policies).map(([policy, run]) => table(policy, run));
  return [...tables, ...checks.map(verdictLine)].join('\n');
}

const WIDTHS = [24, 9, 9, 9, 9, 9, 9] as const;

function table(policy: string, run: RunReport): string {
  const rows = Object.entries(run.replicas).map(([name, replica]) =>
    line([name, replica.calls, replica.errors, percent(replica.share), ms(replica.p50Ms), ms(replica.p99Ms)]),
  );
  const statuses = Object.entries(run.errorsByStatus).map(([status, count]) => `${status} ${count}`);
  return [
    line([policy, 'calls', 'errors', 'share', 'p50', 'p99', 'p99.9']),
    ...rows,
    line(['all', run.calls, run.errors, '', ms(run.p50Ms), ms(run.p99Ms), ms(run.p999Ms)]),
    ...(run.dropped > 0 ? [`dropped: ${run.dropped} calls that the generator could not start in time`] : []),
    ...(statuses.length > 0 ? [`errors: ${statuses.join(', ')}`] : []),
  ].join('\n');
}

function line(cells: readonly (string | number)[]): string {
  return cells
    .map((cell, at) => (at === 0 ? String(cell).padEnd(WIDTHS[0]) : String(cell).padStart(WIDTHS[at] ?? 9)))
    .join('')
    .trimEnd();
}

function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)} %`;
}

function ms(value: number | null): string {
  return value === null ? '-' : `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}
