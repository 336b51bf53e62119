// The closed sets of words that decisions, reports, counters and metrics share. Adding a word here adds a label value there.

/** Which rule chose. */
export type RuleName = 'cold' | 'hot' | 'fallback' | 'only' | 'panic' | 'baseline';

/** Whether Eq. 1 of the paper is defined for this fleet, or the rules for small fleets hold. */
export type Regime = 'eq1' | 'small';

/** What brought a report: a probe's reply, a query's trailers, or the policy's own counts. */
export type LoadSource = 'probe' | 'trailer' | 'local';

/** Why an entry left the pool. */
export type RemovalReason =
  | 'oldest'
  | 'worst'
  | 'expired'
  | 'exhausted'
  | 'evicted'
  | 'replaced'
  | 'left'
  | 'failed';

/** Why a probe that was due was not sent. */
export type SkipReason = 'in_flight' | 'rate' | 'backoff';

/**
 * Why a probe brought no load report; `unreached` = the connection failed, nothing was asked (counted under outcome `error`).
 * Any other answer but a timeout says that the replica has no probe service.
 */
export type ProbeFailure = 'timeout' | 'error' | 'invalid' | 'unimplemented' | 'unreached';
