// One scenario under one policy with one seed, in virtual time, judged as in the load.

import { CallRecorder } from 'load';
import type { Verdict } from 'load-tests/check.ts';
import type { Scenario } from 'load-tests/scenario.ts';
import { type SimulationResult, simulate } from 'simulator';
import { type RunSettings, simulationOf } from './simulation-of.ts';

export interface ScenarioTask {
  readonly scenario: Scenario;
  readonly settings: RunSettings;
}

export interface ScenarioRun {
  readonly result: SimulationResult;
  /** The scenario's own checks. */
  readonly verdicts: readonly Verdict[];
}

/** Replica `index` as scenarios and reports name it. */
export function replicaName(index: number): string {
  return `backend-${index + 1}`;
}

export function runScenario({ scenario, settings }: ScenarioTask): ScenarioRun {
  const { checks, warmupMs, durationMs } = scenario;
  const recorder = new CallRecorder(checks, warmupMs);
  const result = simulate(simulationOf(scenario, settings), ({ atMs, replica, status, latencyMs }) => {
    if (atMs >= durationMs) return;
    const name = status === 'OK' ? replicaName(replica) : null;
    recorder.end({ atMs, status, latencyMs, replica: name });
  });
  return { result, verdicts: recorder.verdicts(durationMs) };
}
