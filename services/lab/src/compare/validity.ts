// May the numbers be believed? What would make a comparison one of the generator, the machine or the schedule.

import type { Verdict } from 'load-tests/check.ts';
import type { RunRecord } from './run-record.ts';

/** A process that is busier than this share of one core queues by itself: what it measures or passes on is its own delay. */
export const MOST_CORE_FRACTION = 0.8;
/** Above this the machine itself is the bottleneck; said, not judged, since other programs may be what keeps it busy. */
export const MOST_MACHINE_FRACTION = 0.95;

/** The checks that fail a comparison, whatever the policies did. */
export function validity(runs: readonly RunRecord[], sameSchedule: boolean): readonly Verdict[] {
  const dropped = runs.reduce((sum, run) => sum + run.dropped, 0);
  const roles = ['generator', 'balancer', 'backend', 'k6'].filter(role =>
    runs.some(run => run.processes.some(({ name }) => name.startsWith(role))),
  );
  return [
    { name: 'dropped', value: dropped, limit: 0, ok: dropped === 0 },
    ...roles.map(role => atMost(`${role}_core_fraction`, busiest(runs, role), MOST_CORE_FRACTION)),
    ...(sameSchedule ? [scheduleCheck(runs)] : []),
  ];
}

/** The mean load over a run of the busiest process of a role, in its busiest run. */
export function busiest(runs: readonly RunRecord[], role: string): number {
  const loads = runs.flatMap(run => run.processes.filter(({ name }) => name.startsWith(role)));
  return Math.max(0, ...loads.map(({ coreFraction }) => coreFraction));
}

/**
 * Runs whose calls were due at other times than those of the first policy of their round. Runs with dropped calls are left
 * out: they fail by those.
 */
export function schedulesDiffer(runs: readonly RunRecord[]): number {
  const first = new Map<number, string>();
  let different = 0;
  for (const { round, calls, dropped } of runs) {
    if (dropped > 0) continue;
    const schedule = calls
      .map(({ atMs }) => atMs)
      .sort((one, other) => one - other)
      .join();
    const expected = first.get(round);
    if (expected === undefined) first.set(round, schedule);
    else if (expected !== schedule) different += 1;
  }
  return different;
}

function scheduleCheck(runs: readonly RunRecord[]): Verdict {
  return atMost('schedules_that_differ', schedulesDiffer(runs), 0);
}

function atMost(name: string, value: number, limit: number): Verdict {
  return { name, value: Number(value.toFixed(3)), limit, ok: value <= limit };
}
