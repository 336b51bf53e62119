// What must be said where weighted round robin is measured before it has weights?

import { BLACKOUT_MS } from 'prequal';

const WEIGHTED: readonly string[] = ['weighted_round_robin', 'grpc_js_wrr'];

/** A sentence, or null where none of `policies` is measured too early: calls count from `warmupMs` on. */
export function blackoutRemark(policies: readonly string[], warmupMs: number): string | null {
  const early = policies.filter(policy => WEIGHTED.includes(policy));
  if (early.length === 0 || warmupMs > BLACKOUT_MS) return null;
  return `${early.join(' and ')}: round robin for the first ${BLACKOUT_MS / 1000} s of each run, without weights (gRFC A58), and calls count from ${warmupMs / 1000} s on: its numbers are too bad for judging it by`;
}
