// A pool entry as decisions and pages show it.

import type { Candidate } from './decision.ts';
import { type Contender, isHot, type Threshold } from './hot-cold.ts';
import type { PoolEntry } from './probe-pool.ts';

/** `seen` is what the rule compared: the entry itself, or a note of what it was then. */
export function candidateOf(
  entry: PoolEntry,
  seen: Contender & { readonly usesLeft: number },
  threshold: Threshold | null,
  atMs: number,
): Candidate {
  return {
    replica: entry.member.id,
    rif: seen.rif,
    reportedRif: entry.reportedRif,
    penalty: entry.penalty,
    latencyMs: seen.latencyMs === Number.POSITIVE_INFINITY ? null : seen.latencyMs,
    ageMs: atMs - entry.receivedAtMs,
    usesLeft: seen.usesLeft,
    trial: seen.trial,
    hot: threshold !== null && isHot(seen, threshold),
    source: entry.source,
  };
}
