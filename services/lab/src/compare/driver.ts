// What carries out a run: the built-in load on local processes, or k6 in Compose.

import type { Scenario } from 'load-tests/scenario.ts';
import type { PlannedRun } from './round-plan.ts';
import type { RunRecord } from './run-record.ts';

/** A kind of process: of each, every run must tell how busy it was. */
export interface Role {
  /** What the names of its processes begin with. */
  readonly name: string;
  /** Cores that one process can use. */
  readonly cores: number;
}

export interface RunDriver {
  readonly roles: readonly Role[];
  /** Whether arrivals are drawn by the seed, so that every policy of a round gets the same ones, which is checked. */
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

/** What the report says of the way in which calls were made and measured. */
export interface RunWords {
  /** Stands beside `load`. */
  readonly description: string;
  /** From when on a call counts: from the time that it `was due`, say. */
  readonly callTime: string;
  /** What the loads of processes are shares of, and who told them. */
  readonly loads: string;
}

/** The fleet that policies are compared on. */
export interface ComparedFleet extends RunWords {
  /** Admin ports of the balancers. */
  readonly balancerAdmins: readonly string[];
  /** Control ports in the order of the replicas. */
  readonly controlUrls: readonly string[];
  readonly driver: RunDriver;
  close(): Promise<void>;
}
