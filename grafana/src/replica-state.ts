// The state of a replica as one number, which a panel shows as a word: the series are 1 for it and 0 for the others.

import { gauge } from './promql.ts';

export const REPLICA_STATES = {
  0: { text: 'available', color: 'green' },
  1: { text: 'set aside', color: 'orange' },
  2: { text: 'disconnected', color: 'red' },
  3: { text: 'draining', color: 'blue' },
} as const;

export const LOAD_SOURCES = {
  1: { text: 'probe', color: 'green' },
  2: { text: 'trailer', color: 'blue' },
  3: { text: 'local', color: 'orange' },
} as const;

/** By replica; of every replica, or of those that `where` matches. */
export function replicaState(where = ''): string {
  return numbered('prequal_replica_state', 'state', ['set_aside', 'disconnected', 'draining'], where);
}

export function loadSource(where = ''): string {
  return numbered('prequal_replica_load_source', 'source', ['probe', 'trailer', 'local'], where);
}

function numbered(series: string, label: string, words: readonly string[], where: string): string {
  const matchers = (word: string) => [...(where === '' ? [] : [where]), `${label}="${word}"`].join(', ');
  return words
    .map((word, index) => `${index + 1} * ${gauge(series, { where: matchers(word), by: 'replica' })}`)
    .join(' + ');
}
