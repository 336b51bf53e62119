// What does the lab say at its end? The load's own report, or, where there was no load, the balancers' counts.

import { type Report, type RunReport, reportOf } from 'load';
import type { NamedView } from './table.ts';

/** The load's final object from the last line that it wrote, or null when that is none. */
export function reportFrom(line: string): Report | null {
  try {
    const report = JSON.parse(line) as Report;
    return report.schema === 1 ? report : null;
  } catch {
    return null;
  }
}

/** The calls that others sent, as the balancers counted them: those keep quantiles of the last seconds only. */
export function reportOfViews(
  policy: string,
  views: readonly NamedView[],
  nameOf: (id: string) => string,
  seed: number,
): Report {
  const rows = views.flatMap(({ view }) => view?.replicas ?? []);
  const sums = new Map<string, { calls: number; errors: number }>();
  for (const { replica, calls, errors } of rows) {
    const sum = sums.get(nameOf(replica)) ?? { calls: 0, errors: 0 };
    sums.set(nameOf(replica), { calls: sum.calls + calls, errors: sum.errors + errors });
  }
  const total = (key: 'calls' | 'errors') => [...sums.values()].reduce((sum, each) => sum + each[key], 0);
  const answered = total('calls') - total('errors');
  const shareOf = ({ calls, errors }: { calls: number; errors: number }) =>
    answered === 0 ? 0 : (calls - errors) / answered;
  const byName = [...sums];
  const run: RunReport = {
    calls: total('calls'),
    errors: total('errors'),
    dropped: 0,
    p50Ms: null,
    p90Ms: null,
    p99Ms: null,
    p999Ms: null,
    shares: Object.fromEntries(byName.map(([name, sum]) => [name, shareOf(sum)])),
    errorsByStatus: {},
    replicas: Object.fromEntries(
      byName.map(([name, sum]) => [name, { ...sum, share: shareOf(sum), p50Ms: null, p99Ms: null }]),
    ),
  };
  return reportOf(policy, run, [], seed);
}
