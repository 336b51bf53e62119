// What does the end of a query say about its replica? Statuses only; it keeps no account.

/**
 * `ok`: it served. `fault`: it failed. `pushback`: it has too much to do. `neutral`: the caller's doing, or the client
 * cancelled; nothing is learned.
 */
export type Verdict = 'ok' | 'fault' | 'pushback' | 'neutral';

/** Statuses that a replica answers for. One bad caller must not take the fleet away, so those of the caller are not here. */
const FAULTS: ReadonlySet<string> = new Set(['UNAVAILABLE', 'INTERNAL', 'UNKNOWN', 'DATA_LOSS']);

/** `byReplica`: the replica itself ended the query; a deadline that passed at the caller says nothing about whose fault it was. */
export function verdictOf(status: string, byReplica: boolean): Verdict {
  if (status === 'OK') return 'ok';
  if (FAULTS.has(status)) return 'fault';
  if (status === 'DEADLINE_EXCEEDED') return byReplica ? 'fault' : 'neutral';
  return status === 'RESOURCE_EXHAUSTED' ? 'pushback' : 'neutral';
}
