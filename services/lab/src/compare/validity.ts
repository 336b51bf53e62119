// May the numbers be believed? What would make a comparison one of the generator, the machine or the schedule.

import type { Verdict } from 'load-tests/check.ts';
import type { Role, RunDriver } from './driver.ts';
import type { RunRecord } from './run-record.ts';

/** A process that is busier than this share of the cores that it can use queues by itself: what it measures or passes on is its own delay. */
export const MOST_CORE_FRACTION = 0.8;
/** Above this the machine itself is the bottleneck; said, not judged, since other programs may be what keeps it busy. */
export const MOST_MACHINE_FRACTION = 0.95;

/** What a driver says of its runs, as far as their validity depends on it. */
export type RunRules = Pick<RunDriver, 'roles' | 'sameSchedule'>;

/** The checks that fail a comparison, whatever the policies did. */
export function validity(runs: readonly RunRecord[], { roles, sameSchedule }: RunRules): readonly Verdict[] {
  const dropped = runs.reduce((sum, run) => sum + run.dropped, 0);
  return [
    { name: 'dropped', value: dropped, limit: 0, ok: dropped === 0 },
    ...roles.map(role => atMost(`${role.name}_core_fraction`, busiest(runs, role), MOST_CORE_FRACTION)),
    ...(sameSchedule ? [scheduleCheck(runs)] : []),
  ];
}

/**
 * The mean load over a run of the busiest process of a role, in its busiest run, as a share of the cores that it can use. Null
 * where one of them was not measured in one of the runs: that may have been the busiest.
 */
export function busiest(runs: readonly RunRecord[], role: Role): number | null {
  const loads = runs.flatMap(({ processes }) => {
    const ours = processes.filter(({ name }) => name.startsWith(role.name));
    return ours.length === 0 ? [null] : ours.map(({ coreFraction }) => coreFraction);
  });
  const measured = loads.filter(load => load !== null);
  if (measured.length === 0 || measured.length < loads.length) return null;
  return Math.max(...measured) / role.cores;
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

function atMost(name: string, value: number | null, limit: number): Verdict {
  if (value === null) return { name, value, limit, ok: false };
  return { name, value: Number(value.toFixed(3)), limit, ok: value <= limit };
}
