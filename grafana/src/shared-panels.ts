// Panels that stand on several dashboards, each time with the same words.

import { picksOfRule, toReplica } from './links.ts';
import { graph, type PanelOptions, states } from './panel.ts';
import { gauge, quantileOf, rateOf } from './promql.ts';
import { REPLICA_STATES, replicaState } from './replica-state.ts';

type Place = Pick<PanelOptions, 'span'> & Partial<Pick<PanelOptions, 'links'>>;

export function picksByRule({ span, links = [] }: Place) {
  return graph({
    title: 'Picks by rule',
    shows:
      'cold: least latency among those with few requests in flight. hot: all are busy, the fewest wins. fallback: too few reports, drawn at random. only: one candidate. panic: all are set aside. baseline: another policy.',
    healthy: 'cold by far, some hot under load',
    sick: 'hot for most (no capacity left), fallback above 1 %, panic at all',
    unit: 'ops',
    span,
    stacked: true,
    links: [...links, picksOfRule],
    queries: [{ expr: rateOf('prequal_picks_total', { by: 'rule' }), legend: '{{rule}}' }],
  });
}

/** Of every replica, or of those that `where` matches. */
export function stateOverTime({ span, links = [toReplica] }: Place, where = '') {
  return states({
    title: 'Replica state',
    shows:
      'Whether the balancer uses it. One that is set aside as frozen is back with its first answer, one that fails is tried by a call after 1 s, 2 s and so on.',
    healthy: 'available',
    sick: 'set aside (it answers nothing, or it fails: the log says which) or disconnected for longer than a restart takes',
    unit: 'none',
    span,
    links,
    queries: [{ expr: replicaState(where), legend: '{{replica}}' }],
    words: REPLICA_STATES,
  });
}

export function herding({ span }: Place) {
  return graph({
    title: 'Herding',
    shows:
      'How unevenly the replicas are loaded, by their own counts: the standard deviation of their requests in flight over its mean.',
    healthy:
      'near or below one over the root of their mean, which is chance: about 1 at one call each, 0.3 at ten',
    sick: 'well above that for long: balancers run after the same replica, or one is slow or frozen',
    unit: 'short',
    span,
    queries: [{ expr: gauge('job:prequal_server_rif:herding'), legend: 'herding' }],
  });
}

export function promisesKept({ span }: Place, where = '') {
  const ratio = (fraction: number) => quantileOf(fraction, 'prequal_estimate_ratio', { where });
  return graph({
    title: 'Were promises kept?',
    shows:
      'The latency that the chosen replica promised over the one that followed: 1 is exact, below 1 it took longer.',
    healthy: 'a median between 0.5 and 2; calls whose work varies spread it',
    sick: 'a median below 0.25 (old reports, a frozen replica) or above 4 (it has recovered, and nobody noticed)',
    unit: 'short',
    span,
    queries: [
      { expr: ratio(0.1), legend: 'p10' },
      { expr: ratio(0.5), legend: 'p50' },
      { expr: ratio(0.9), legend: 'p90' },
    ],
  });
}

export function timeOfProbes({ span }: Place, where = '') {
  const duration = (fraction: number) => quantileOf(fraction, 'prequal_probe_duration_seconds', { where });
  return graph({
    title: 'Time of a probe',
    shows: 'From sending to its end, those that failed included. Each dot leads to the trace of a probe.',
    healthy: 'a millisecond or two on one network',
    sick: 'p99 near PROBE_TIMEOUT_MS (0.1 s): its answers come too late to be of use',
    unit: 's',
    span,
    queries: [
      { expr: duration(0.5), legend: 'p50' },
      { expr: duration(0.99), legend: 'p99', exemplars: true },
    ],
  });
}
