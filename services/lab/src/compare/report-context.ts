// What does the report say beside the numbers of the runs?

import type { Scenario } from 'load-tests/scenario.ts';
import type { RunFacts } from 'program';
import type { RunWords } from './driver.ts';
import type { RunningFleet } from './running-fleet.ts';

/** What stands around the numbers. */
export interface ReportContext {
  readonly scenario: Scenario;
  /** Of the first round's arrivals; null where they are not drawn. */
  readonly seed: number | null;
  readonly quick: boolean;
  readonly words: RunWords;
  readonly fleet: RunningFleet;
  readonly facts: RunFacts;
  /** ISO date of the run. */
  readonly date: string;
}
