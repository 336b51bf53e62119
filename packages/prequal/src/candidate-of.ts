// A pool entry, or a replica that was compared without a pool, as decisions and pages show it.

import type { Candidate } from './decision.ts';
import { finiteOrNull } from './finite-or-null.ts';
import { isHot, type Threshold } from './hot-cold.ts';
import type { Compared } from './rule.ts';
import type { Seen } from './seen-pool.ts';

/** `seen` is what the rule compares: the entry itself, or a note of what it was then. */
export function candidateOf(seen: Seen, threshold: Threshold | null, atMs: number): Candidate {
  return {
    replica: seen.member.id,
    rif: seen.rif,
    reportedRif: seen.reportedRif,
    penalty: seen.penalty,
    latencyMs: finiteOrNull(seen.latencyMs),
    ageMs: atMs - seen.receivedAtMs,
    usesLeft: seen.usesLeft,
    trial: seen.trial,
    hot: threshold !== null && isHot(seen, threshold),
    score: finiteOrNull(seen.score),
    source: seen.source,
  };
}

/** The same for one that was compared without a pool: nothing was added to it, and it serves this pick alone. */
export function comparedCandidate({ member, rif, latencyMs, ageMs, source, score }: Compared): Candidate {
  return {
    replica: member.id,
    rif,
    reportedRif: rif,
    penalty: 0,
    latencyMs,
    ageMs,
    usesLeft: 1,
    trial: false,
    hot: false,
    score: finiteOrNull(score),
    source,
  };
}
