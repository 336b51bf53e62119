// One replica, as the balancer sees it and as it sees itself: does it get what it deserves?

import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { board } from './board.ts';
import { PROMETHEUS } from './data-sources.ts';
import { failedCalls, picksOfShown } from './links.ts';
import { graph, states } from './panel.ts';
import { gauge, quantileOf, rateOf } from './promql.ts';
import { LOAD_SOURCES, loadSource } from './replica-state.ts';
import { promisesKept, stateOverTime, timeOfProbes } from './shared-panels.ts';

const CALLS = 'prequal_queries_total';
const LATENCY = 'prequal_query_duration_seconds';
/** In the balancer's series: the id, `host:port`. */
const ID = 'replica="$replica"';
/** In the backend's own: by the host that it is scraped from, since its name there need not be the id. */
const OWN = 'instance=~"$host:.*"';

export function replica(): dashboard.Dashboard {
  return board({
    uid: 'prequal-replica',
    title: 'Replica',
    description: 'One replica, as the balancer sees it and as it sees itself: does it get what it deserves?',
    variables: variables(),
    panels: [...state(), ...calls(), ...load(), ...probes(), ...own()],
  });
}

function variables() {
  const query = (name: string, text: string) =>
    new dashboard.QueryVariableBuilder(name)
      .datasource(PROMETHEUS)
      .query({ query: text, refId: 'A' })
      .definition(text)
      .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
      .sort(dashboard.VariableSort.NaturalAsc);
  return [
    query('replica', 'label_values(prequal_replica_state, replica)')
      .label('Replica')
      .description('A replica, by its id in the balancer'),
    query('host', `query_result(${gauge('prequal_replica_state', { where: ID, by: 'replica' })})`)
      .regex('/replica="([^":]+)/')
      .hide(dashboard.VariableHide.HideVariable)
      .description("The host of it, by which the backend's own series are found"),
  ];
}

function state() {
  return [
    stateOverTime({ span: 12, links: [picksOfShown] }, ID),
    states({
      title: 'Who told its load',
      shows:
        'What brought the last report: a probe, the trailer of a reply, or our own counts, because it tells nothing.',
      healthy: 'probe and trailer in turn',
      sick: 'local: it has no probe service, or does not answer',
      unit: 'none',
      span: 12,
      queries: [{ expr: loadSource(ID), legend: '{{replica}}' }],
      words: LOAD_SOURCES,
    }),
  ];
}

function calls() {
  const available = gauge('prequal_replica_state', { where: 'state="available"', by: 'replica' });
  return [
    graph({
      title: 'Share of calls',
      shows: 'Its part of all calls, and the part that each available replica would get if all were alike.',
      healthy: 'near the fair share among equals; below while it is slow, above while others are',
      sick: 'at the fair share or above while it is slow or fails',
      unit: 'percentunit',
      span: 8,
      links: [picksOfShown],
      queries: [
        { expr: `${rateOf(CALLS, { where: ID })} / ${rateOf(CALLS)}`, legend: 'share' },
        { expr: `1 / count(${available} == 1)`, legend: 'fair share', limit: true },
      ],
    }),
    graph({
      title: 'Latency of its calls',
      shows:
        'As the balancer measures it, beside the p99 of all replicas. Each dot leads to the trace of a call.',
      healthy: 'its p99 near that of all',
      sick: 'far above that of all: it is slow, and still picked',
      unit: 's',
      span: 8,
      links: [picksOfShown],
      queries: [
        { expr: quantileOf(0.5, LATENCY, { where: ID }), legend: 'p50' },
        { expr: quantileOf(0.99, LATENCY, { where: ID }), legend: 'p99', exemplars: true },
        { expr: quantileOf(0.99, LATENCY), legend: 'p99 of all', limit: true },
      ],
    }),
    graph({
      title: 'Failed calls',
      shows: 'Calls a second that ended with a status other than OK, by status.',
      healthy: 'none',
      sick: 'any, more so with a growing share: a replica that fails fast looks idle (a sinkhole)',
      unit: 'reqps',
      span: 8,
      stacked: true,
      links: [failedCalls],
      queries: [{ expr: rateOf(CALLS, { where: `${ID}, code!="OK"`, by: 'code' }), legend: '{{code}}' }],
    }),
  ];
}

function load() {
  return [
    graph({
      title: 'Requests in flight, told and believed',
      shows:
        'As it counts them itself (all replicas of its host), as the policy believes, those of this balancer alone, and the threshold above which it is hot.',
      healthy: 'told and believed near each other, below the threshold',
      sick: 'far apart (reports are lost), rising while nothing ends (frozen)',
      unit: 'short',
      span: 12,
      queries: [
        { expr: gauge('prequal_server_rif', { where: OWN, by: 'replica' }), legend: 'told: {{replica}}' },
        { expr: gauge('prequal_replica_rif', { where: ID }), legend: 'believed' },
        { expr: gauge('prequal_queries_in_flight', { where: ID }), legend: 'sent from here' },
        { expr: gauge('prequal_rif_threshold'), legend: 'threshold', limit: true },
      ],
    }),
    graph({
      title: 'Latency, promised and true',
      shows:
        'What its last report promised, what it expects itself just now, and the median that its queries took, by its own clock (all replicas of its host).',
      healthy: 'near each other',
      sick: 'promises far below the truth (it gets more than it should), or none under load',
      unit: 's',
      span: 12,
      queries: [
        { expr: gauge('prequal_replica_latency_estimate_seconds', { where: ID }), legend: 'promised' },
        {
          expr: gauge('prequal_server_latency_estimate_seconds', { where: OWN, by: 'replica' }),
          legend: 'expects: {{replica}}',
        },
        {
          expr: quantileOf(0.5, 'prequal_server_query_duration_seconds', { where: OWN, by: 'replica' }),
          legend: 'took: {{replica}}',
        },
      ],
    }),
  ];
}

function probes() {
  return [
    graph({
      title: 'Probes',
      shows: 'Probes a second by how they ended.',
      healthy: 'ok alone',
      sick: 'timeout (frozen, overloaded), error (gone), unimplemented (it has no probe service)',
      unit: 'ops',
      span: 8,
      stacked: true,
      queries: [
        { expr: rateOf('prequal_probes_total', { where: ID, by: 'outcome' }), legend: '{{outcome}}' },
      ],
    }),
    timeOfProbes({ span: 8 }, ID),
    graph({
      title: 'Its reports removed from the pool',
      shows: 'Reports a second by what ended their life.',
      healthy: 'replaced, exhausted, oldest and worst',
      sick: 'many expired under load (probes are too rare), failed again and again',
      unit: 'ops',
      span: 8,
      stacked: true,
      queries: [
        { expr: rateOf('prequal_probe_removals_total', { where: ID, by: 'reason' }), legend: '{{reason}}' },
      ],
    }),
  ];
}

function own() {
  return [
    graph({
      title: 'Requests in flight, as it reported them',
      shows: 'Quantiles over all its reports: gauges show moments, this all that the policy heard.',
      healthy: 'p90 not far above the median, below its cores',
      sick: 'both above its cores: work queues there',
      unit: 'short',
      span: 8,
      queries: [
        { expr: quantileOf(0.5, 'prequal_probe_rif', { where: ID }), legend: 'p50' },
        { expr: quantileOf(0.9, 'prequal_probe_rif', { where: ID }), legend: 'p90' },
      ],
    }),
    promisesKept({ span: 8 }, ID),
    graph({
      title: 'Queries, as it counts them',
      shows: 'Queries a second that ended there, by status (all replicas of its host).',
      healthy: 'OK alone, the rate that the balancers send together',
      sick: 'errors that the balancer does not show, or fewer than it sends',
      unit: 'reqps',
      span: 8,
      stacked: true,
      queries: [
        { expr: rateOf('prequal_server_queries_total', { where: OWN, by: 'code' }), legend: '{{code}}' },
      ],
    }),
  ];
}
