// What carries out a run: the built-in load on local processes, or k6 in Compose.

import type { Scenario } from 'load-tests/scenario.ts';
import type { PlannedRun } from './round-plan.ts';
import type { RunRecord } from './run-record.ts';

export interface RunDriver {
  /** What the names of its processes begin with: of each, every run must tell how busy it was. */
  readonly roles: readonly string[];
  /** Whether every policy of a round gets the same arrivals, which is checked. */
  readonly sameSchedule: boolean;
  /** Connects, and rehearses where what runs first would be at a disadvantage. */
  ready(scenario: Scenario): Promise<void>;
  /** One run of the scenario under the policy that is in force. `progress` is told how many calls have ended. */
  run(
    planned: PlannedRun,
    scenario: Scenario,
    signal: AbortSignal,
    progress: (calls: number) => void,
  ): Promise<RunRecord>;
  close(): void;
}

/** The fleet that policies are compared on. */
export interface ComparedFleet {
  /** Admin ports of the balancers. */
  readonly balancerAdmins: readonly string[];
  /** Control ports in the order of the replicas. */
  readonly controlUrls: readonly string[];
  readonly driver: RunDriver;
  /** What stands in the report beside the driver's name. */
  readonly description: string;
  close(): Promise<void>;
}
