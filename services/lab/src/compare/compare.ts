// The rounds of a comparison, one run after the other on the same fleet, with the time that is left.

import type { Scenario } from 'load-tests/scenario.ts';
import { timeText } from 'program';
import type { ComparedFleet } from './driver.ts';
import { type PlannedRun, planRounds } from './round-plan.ts';
import type { RunRecord } from './run-record.ts';
import { switchPolicy, untilCalm } from './switch-policy.ts';

export interface CompareOptions {
  readonly fleet: ComparedFleet;
  readonly scenario: Scenario;
  readonly policies: readonly string[];
  readonly rounds: number;
  readonly seed: number;
  /** Pause between the end of what a run left behind and the next one. */
  readonly settleMs: number;
  readonly signal: AbortSignal;
  /** Told what is going on, several times a second. */
  readonly show: (line: string) => void;
  /** Told of each run that ended. */
  readonly onRun: (run: RunRecord) => void;
}

/** What a run takes beside its own length: calls that end late, the switch. A first guess, replaced by what it took. */
const OVERHEAD_MS = 1500;

/** Runs all rounds; null where the signal ended them early. */
export async function compare(options: CompareOptions): Promise<readonly RunRecord[] | null> {
  const { fleet, scenario, policies, rounds, seed, settleMs, signal } = options;
  const plan = planRounds(policies, rounds, seed);
  const startMs = performance.now();
  const records: RunRecord[] = [];
  for (const planned of plan) {
    await switchPolicy(fleet.balancerAdmins, planned.policy);
    await untilCalm(fleet.controlUrls, settleMs, signal);
    if (signal.aborted) return null;
    const runStartMs = performance.now();
    const left = () => {
      const doneMs = runStartMs - startMs;
      const eachMs =
        records.length === 0 ? scenario.durationMs + settleMs + OVERHEAD_MS : doneMs / records.length;
      const inRunMs = performance.now() - runStartMs;
      return Math.max(0, eachMs * (plan.length - records.length) - inRunMs);
    };
    let calls = 0;
    const line = () => options.show(lineOf(planned, options, performance.now() - runStartMs, left(), calls));
    const timer = setInterval(line, 250);
    try {
      const run = await fleet.driver.run(planned, scenario, signal, count => {
        calls = count;
      });
      if (signal.aborted) return null;
      records.push(run);
      options.onRun(run);
    } finally {
      clearInterval(timer);
    }
  }
  return records;
}

/** `round 2 of 5, round_robin: 12 s of 30 s, 2044 calls; 5 min 10 s left in all` */
function lineOf(
  { policy, round }: PlannedRun,
  { rounds, scenario }: CompareOptions,
  atMs: number,
  leftMs: number,
  calls: number,
): string {
  const durationS = Math.round(scenario.durationMs / 1000);
  const atS = Math.min(durationS, Math.round(atMs / 1000));
  return `round ${round} of ${rounds}, ${policy}: ${atS} s of ${durationS} s, ${calls} calls; ${timeText(leftMs)} left in all`;
}
