// How much load at which time: the steps of a scenario, and what RATE and DURATION make of them.

import { ScenarioError } from './json-reader.ts';
import type { LoadStep, Scenario } from './scenario.ts';

/** A call without an answer after this has failed (Prequal §5: queries time out after 5 s). */
export const CALL_TIMEOUT_MS = 5000;

/** A stretch of constant rate. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly callsPerSecond: number;
}

/** The steps as stretches that cover the whole run. */
export function stretchesOf(load: readonly LoadStep[], durationMs: number): readonly Stretch[] {
  return load.map((step, at) => ({
    fromMs: step.atMs,
    toMs: load[at + 1]?.atMs ?? durationMs,
    callsPerSecond: step.callsPerSecond,
  }));
}

/** Which parts of a scenario a run changes; undefined leaves them. */
export interface LoadChange {
  readonly callsPerSecond?: number | undefined;
  readonly durationMs?: number | undefined;
}

/**
 * The scenario at another rate or length. Only for one without events, whose rate is one: others are timed as they are.
 * Windows of checks end with the run; a check whose window starts later is dropped.
 */
export function withLoad(scenario: Scenario, change: LoadChange): Scenario {
  const [step] = scenario.load;
  if (change.callsPerSecond === undefined && change.durationMs === undefined) return scenario;
  if (step === undefined || scenario.load.length > 1 || scenario.events.length > 0) {
    const [name, value] =
      change.callsPerSecond === undefined ? ['DURATION', change.durationMs] : ['RATE', change.callsPerSecond];
    throw new ScenarioError(name, value, `what scenario ${scenario.name} allows: its load is part of it`);
  }
  const durationMs = change.durationMs ?? scenario.durationMs;
  return {
    ...scenario,
    durationMs,
    warmupMs: Math.min(scenario.warmupMs, durationMs / 2),
    load: [{ ...step, callsPerSecond: change.callsPerSecond ?? step.callsPerSecond }],
    checks: scenario.checks
      .filter(check => check.fromMs < durationMs)
      .map(check => ({ ...check, toMs: Math.min(check.toMs, durationMs) })),
  };
}
