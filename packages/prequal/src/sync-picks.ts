// Queries that wait for the answers of probes sent first (Prequal §4 [sync]). It keeps who was asked and counts how it went;
// it neither probes nor chooses.

import type { Member } from './fleet.ts';

/** What a pick that waited was made on: answers of its own probes, the pool, or nothing (a random replica). */
export type SyncBasis = 'answers' | 'pool' | 'random';

/** A query that waits. */
interface AwaitedPick {
  readonly asked: readonly Member[];
  /** Those of them that a probe was sent to. */
  readonly probe: readonly string[];
  /** The replica that the caller left out, by name: it may leave and come back meanwhile. */
  readonly exclude: string | undefined;
  readonly atMs: number;
  /** Why `MODE=auto` had it wait; empty where synchronous mode was asked for. */
  readonly because: string;
}

/** Deviation [min-answers]: fewer answers than this are too few, since one report compares with nothing. */
export const MIN_ANSWERS = 2;

/**
 * Of `asked` replicas so many answers are waited for: d - 1, so that the slowest one holds nobody up (Prequal §4 [sync-wait]), but
 * both of two; none where all that there can be are too few.
 */
export function answersToAwait(asked: number): number {
  return asked < MIN_ANSWERS ? 0 : Math.max(MIN_ANSWERS, asked - 1);
}

export class SyncPicks {
  readonly counts: Record<SyncBasis, number> = { answers: 0, pool: 0, random: 0 };
  readonly #awaited = new Map<number, AwaitedPick>();

  open(pickId: number, pick: AwaitedPick): void {
    this.#awaited.set(pickId, pick);
  }

  /** The waiting is over. Undefined when this pick does not wait. */
  take(pickId: number): AwaitedPick | undefined {
    const pick = this.#awaited.get(pickId);
    this.#awaited.delete(pickId);
    return pick;
  }
}

/** Those asked that may be picked and have reported since. */
export function answeredOf({ asked, atMs }: AwaitedPick): Member[] {
  return asked.filter(member => member.eligible && member.reportedAtMs >= atMs);
}
