// Which state is a replica in, and may the policy pick it, by what whoever holds the connections knows? It keeps nothing.

/** The states of a replica, as /replicas and the metrics name them. */
export const REPLICA_STATES = ['available', 'set_aside', 'disconnected', 'draining'] as const;
export type ReplicaState = (typeof REPLICA_STATES)[number];

/** What is known of one replica. */
export interface Standing {
  readonly connected: boolean;
  /** It says that it wants no new queries. */
  readonly draining: boolean;
  /** It answers nothing (FreezeDetector). */
  readonly frozen: boolean;
  /** The policy's error aversion has set it aside. */
  readonly fails: boolean;
}

export function stateOf({ connected, draining, frozen, fails }: Standing): ReplicaState {
  if (!connected) return 'disconnected';
  if (draining) return 'draining';
  return frozen || fails ? 'set_aside' : 'available';
}

/** Sidelined replicas are asked this often whether they are back, ms. */
export const SIDELINED_MS = 500;

/** Whether it is connected and not available: the policy does not probe it, so that who holds the connection asks it. */
export function isSidelined(standing: Standing): boolean {
  const state = stateOf(standing);
  return state === 'set_aside' || state === 'draining';
}

/** Where none is available, every connected one may be picked: a doubtful answer is better than none. */
export function isPanic(standings: readonly Standing[]): boolean {
  const states = standings.map(stateOf);
  return !states.includes('available') && states.some(state => state !== 'disconnected');
}

/** Whether the policy may pick it: that it fails is the policy's own finding, and it lets one on trial back in. */
export function isEligible({ connected, draining, frozen }: Standing, panic: boolean): boolean {
  return connected && (panic || (!draining && !frozen));
}
