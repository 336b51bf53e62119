// One step of a model run: time passes, something is done to the policy and to the naive model, and both are compared.

import assert from 'node:assert/strict';
import type fc from 'fast-check';
import type { Policy, Snapshot } from '../src/policy.ts';
import { assertSame } from './compare-policy.ts';
import type { NaivePolicy } from './naive-policy.ts';

/** The policy, and what the runs have met so far. */
export interface Real {
  readonly policy: Policy;
  /** Of the operation before. */
  snapshot: Snapshot;
  readonly met: Set<string>;
}

type Operation = fc.Command<NaivePolicy, Real>;

/** Time passes, `act` happens, and both are compared. Time never stands still, so that what is new has an age of 0. */
export function operation(
  label: string,
  afterMs: number,
  act: (naive: NaivePolicy, real: Real) => void,
  isPossible: (naive: NaivePolicy) => boolean = () => true,
): Operation {
  return {
    check: isPossible,
    run: (naive, real) => {
      naive.nowMs += afterMs;
      act(naive, real);
      real.snapshot = assertSame(naive, real.policy, real.met);
    },
    toString: () => `+${afterMs} ms ${label}`,
  };
}

export const nth = <T>(list: readonly T[], index: number): T => {
  const one = list[index % list.length];
  assert.ok(one !== undefined);
  return one;
};
