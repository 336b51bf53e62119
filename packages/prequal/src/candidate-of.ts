// A pool entry, or a replica that was compared without a pool, as decisions and pages show it.

import type { Candidate } from './decision.ts';
import { type Contender, isHot, type Threshold } from './hot-cold.ts';
import type { PoolEntry } from './probe-pool.ts';
import type { Compared } from './rule.ts';

/** `seen` is what the rule compared: the entry itself, or a note of what it was then. */
export function candidateOf(
  entry: PoolEntry,
  seen: Contender & { readonly usesLeft: number; readonly score: number },
  threshold: Threshold | null,
  atMs: number,
): Candidate {
  return {
    replica: entry.member.id,
    rif: seen.rif,
    reportedRif: entry.reportedRif,
    penalty: entry.penalty,
    latencyMs: finiteOrNull(seen.latencyMs),
    ageMs: atMs - entry.receivedAtMs,
    usesLeft: seen.usesLeft,
    trial: seen.trial,
    hot: threshold !== null && isHot(seen, threshold),
    score: finiteOrNull(seen.score),
    source: entry.source,
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

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
