// A policy whose replicas are members and eligible from the start, for tests.

import { createPolicy } from '../src/create-policy.ts';
import type { PolicyOptions } from '../src/options.ts';
import type { Pick, Policy } from '../src/policy.ts';
import { createRng } from '../src/rng.ts';

export interface ReadyOptions extends Partial<PolicyOptions> {
  readonly replicas?: readonly string[];
  readonly seed?: number;
}

/** Members and eligible ones at time 0: `replicas`, by default a, b and c. */
export function readyPolicy({ replicas = ['a', 'b', 'c'], seed = 1, ...options }: ReadyOptions = {}): Policy {
  const policy = createPolicy(options, createRng(seed));
  policy.setReplicas(replicas, 0);
  for (const id of replicas) policy.setEligible(id, true, 0);
  return policy;
}

export type Picked = Extract<Pick, { kind: 'picked' }>;

/** A pick that must find a replica. */
export function picked(policy: Policy, nowMs: number, exclude?: string): Picked {
  const pick = policy.pick(nowMs, exclude);
  if (pick.kind !== 'picked') throw new Error(`nothing picked: ${JSON.stringify(pick)}`);
  return pick;
}

/** `count` replica ids: r0, r1 and so on. */
export function replicaIds(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `r${i}`);
}
