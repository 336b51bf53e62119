// What does the end of a query say about its replica? Statuses only; it keeps no account.

/**
 * `ok`: it served. `fault`: it failed. `pushback`: it has too much to do. `refused`: it answered that the caller is wrong,
 * which is no failure, and ends a row of them. `neutral`: the client gave up; nothing is learned.
 */
export type Verdict = 'ok' | 'fault' | 'pushback' | 'refused' | 'neutral';

/** Statuses that a replica answers for. One bad caller must not take the fleet away, so those of the caller are not here. */
const FAULTS: ReadonlySet<string> = new Set(['UNAVAILABLE', 'INTERNAL', 'UNKNOWN', 'DATA_LOSS']);

/** `byReplica`: the replica itself ended the query; a deadline that passed at the caller says nothing about whose fault it was. */
export function verdictOf(status: string, byReplica: boolean): Verdict {
  if (status === 'OK') return 'ok';
  if (FAULTS.has(status)) return 'fault';
  if (status === 'DEADLINE_EXCEEDED') return byReplica ? 'fault' : 'neutral';
  if (status === 'CANCELLED') return 'neutral';
  return status === 'RESOURCE_EXHAUSTED' ? 'pushback' : 'refused';
}
