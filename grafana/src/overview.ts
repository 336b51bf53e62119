// The dashboard that Grafana opens with: is the lab well, who gets the calls, and why.

import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { figure, graph, states } from './panel.ts';

export function overview(): dashboard.Dashboard {
  const board = new dashboard.DashboardBuilder('Overview')
    .uid('prequal-overview')
    .description(
      'The lab at a glance: calls, latency, errors and requests in flight by replica, and how each pick is made.',
    )
    .tags(['prequal'])
    .refresh('5s')
    .time({ from: 'now-5m', to: 'now' })
    .timezone('browser')
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .variables([])
    .annotations([]);
  let id = 0;
  for (const panel of [...figures(), ...traffic(), ...load()]) board.withPanel(panel.id(++id));
  board.withRow(new dashboard.RowBuilder('Routing decisions').id(++id));
  for (const panel of [...pool(), ...probes(), ...exceptions()]) board.withPanel(panel.id(++id));
  return board.build();
}

function figures() {
  return [
    figure({
      title: 'Policy',
      description: 'The policy in force. Change it while the load runs: POST /config on the admin port.',
      unit: 'none',
      span: 4,
      named: true,
      queries: [{ expr: 'max by (policy) (prequal_config_info)', legend: '{{policy}}' }],
    }),
    figure({
      title: 'Regime',
      description:
        "eq1: the reuse budget follows the paper's Equation 1. small: that equation is undefined for a fleet this small, and the rules for small fleets hold.",
      unit: 'none',
      span: 4,
      named: true,
      queries: [{ expr: 'max by (regime) (prequal_regime) == 1', legend: '{{regime}}' }],
    }),
    figure({
      title: 'Calls',
      description: 'Calls that ended, a second.',
      unit: 'reqps',
      span: 5,
      queries: [{ expr: 'sum(rate(prequal_queries_total[$__rate_interval]))', legend: 'calls' }],
    }),
    figure({
      title: 'Failed',
      description: 'Share of the calls that ended with a status other than OK. Healthy: 0 %.',
      unit: 'percentunit',
      span: 5,
      queries: [
        {
          expr: 'sum(rate(prequal_queries_total{code!="OK"}[$__rate_interval])) / sum(rate(prequal_queries_total[$__rate_interval]))',
          legend: 'failed',
        },
      ],
    }),
    figure({
      title: 'p99',
      description: 'The latency that 99 of 100 calls stay below, as the balancer measures it.',
      unit: 's',
      span: 6,
      queries: [{ expr: quantile(0.99, 'prequal_query_duration_seconds'), legend: 'p99' }],
    }),
  ];
}

function traffic() {
  return [
    graph({
      title: 'Calls by replica',
      description:
        'Calls a second that each replica answered. Equal replicas get about equal shares; a slow one falls behind within a second.',
      unit: 'reqps',
      span: 12,
      queries: [
        { expr: 'sum by (replica) (rate(prequal_queries_total[$__rate_interval]))', legend: '{{replica}}' },
      ],
    }),
    graph({
      title: 'Latency',
      description:
        'Latency of the calls through the balancer. Each dot is one call: a click leads to its trace in Jaeger, whose pick span says why it went where it went.',
      unit: 's',
      span: 12,
      queries: [
        { expr: quantile(0.5, 'prequal_query_duration_seconds'), legend: 'p50' },
        { expr: quantile(0.9, 'prequal_query_duration_seconds'), legend: 'p90' },
        { expr: quantile(0.99, 'prequal_query_duration_seconds'), legend: 'p99', exemplars: true },
      ],
    }),
    graph({
      title: 'Errors',
      description: 'Calls a second that ended with a status other than OK, by status. Healthy: none.',
      unit: 'reqps',
      span: 12,
      stacked: true,
      queries: [
        {
          expr: 'sum by (code) (rate(prequal_queries_total{code!="OK"}[$__rate_interval]))',
          legend: '{{code}}',
        },
      ],
    }),
    graph({
      title: 'Picks by rule',
      description:
        'cold: the lowest latency among the replicas with few requests in flight. hot: all seen are busy, the fewest in flight wins. fallback: too few probes, a random one. only: one candidate. panic: all set aside. baseline: another policy.',
      unit: 'ops',
      span: 12,
      stacked: true,
      queries: [{ expr: 'sum by (rule) (rate(prequal_picks_total[$__rate_interval]))', legend: '{{rule}}' }],
    }),
  ];
}

function load() {
  return [
    graph({
      title: 'Requests in flight, as the balancer sees them',
      description: 'RIF by replica as last reported by a probe or a reply: what the policy works with.',
      unit: 'short',
      span: 8,
      queries: [{ expr: 'max by (replica) (prequal_replica_rif)', legend: '{{replica}}' }],
    }),
    graph({
      title: 'Requests in flight, as the replicas count them',
      description:
        "RIF by replica, counted by the replica itself. Far from the balancer's view: its reports are stale.",
      unit: 'short',
      span: 8,
      queries: [{ expr: 'max by (replica) (prequal_server_rif)', legend: '{{replica}}' }],
    }),
    graph({
      title: 'Latency estimate by replica',
      description: 'What each replica says a call arriving now would take; the cold rule compares these.',
      unit: 's',
      span: 8,
      queries: [
        { expr: 'max by (replica) (prequal_replica_latency_estimate_seconds)', legend: '{{replica}}' },
      ],
    }),
  ];
}

function pool() {
  return [
    graph({
      title: 'RIF threshold',
      description:
        'A probe whose RIF is above it is hot: the Q_RIF quantile of the last RIFs that probes reported. It rises with the load.',
      unit: 'short',
      span: 8,
      queries: [{ expr: 'max(prequal_rif_threshold)', legend: 'threshold' }],
    }),
    graph({
      title: 'Probe pool',
      description:
        'Entries that picks choose from, hot and cold, and how many there may be. Healthy: near its capacity; below two entries, picks are random.',
      unit: 'short',
      span: 8,
      queries: [
        { expr: 'sum by (state) (prequal_probe_pool_size)', legend: '{{state}}' },
        { expr: 'max(prequal_probe_pool_capacity)', legend: 'capacity' },
      ],
    }),
    graph({
      title: 'Reuse',
      description: 'How many picks one probe may serve, and how many the chosen one had served, on average.',
      unit: 'short',
      span: 8,
      queries: [
        { expr: 'max(prequal_reuse_budget)', legend: 'budget' },
        {
          expr: 'sum(rate(prequal_probe_uses_sum[$__rate_interval])) / sum(rate(prequal_probe_uses_count[$__rate_interval]))',
          legend: 'uses',
        },
      ],
    }),
  ];
}

function probes() {
  return [
    graph({
      title: 'Probe age at use',
      description:
        'How old the chosen probe was when it was used. Healthy: well below PROBE_MAX_AGE_MS (1 s).',
      unit: 's',
      span: 8,
      queries: [
        { expr: quantile(0.5, 'prequal_probe_age_seconds'), legend: 'p50' },
        { expr: quantile(0.99, 'prequal_probe_age_seconds'), legend: 'p99' },
      ],
    }),
    graph({
      title: 'Probes by outcome',
      description:
        'Probes a second by how they ended, and those not sent, by reason. Healthy: ok alone; timeouts mean a frozen or an overloaded replica.',
      unit: 'ops',
      span: 8,
      queries: [
        { expr: 'sum by (outcome) (rate(prequal_probes_total[$__rate_interval]))', legend: '{{outcome}}' },
        {
          expr: 'sum by (reason) (rate(prequal_probes_skipped_total[$__rate_interval]))',
          legend: 'skipped: {{reason}}',
        },
      ],
    }),
    graph({
      title: 'Probes removed',
      description:
        'Entries a second that left the pool, by reason. replaced and exhausted are everyday; failed and left follow a replica that is gone.',
      unit: 'ops',
      span: 8,
      queries: [
        {
          expr: 'sum by (reason) (rate(prequal_probe_removals_total[$__rate_interval]))',
          legend: '{{reason}}',
        },
      ],
    }),
  ];
}

function exceptions() {
  return [
    graph({
      title: 'Retries and refusals',
      description:
        'Calls a second that went to a second replica because they never reached the first, and calls that the balancer answered itself. Healthy: none.',
      unit: 'ops',
      span: 12,
      queries: [
        {
          expr: 'sum by (reason) (rate(prequal_retries_total[$__rate_interval]))',
          legend: 'retried: {{reason}}',
        },
        {
          expr: 'sum by (reason) (rate(prequal_refused_total[$__rate_interval]))',
          legend: 'refused: {{reason}}',
        },
      ],
    }),
    states({
      title: 'Replica state',
      description:
        'Whether the balancer uses a replica. Set aside: it answers no probe for a while (frozen); it is asked twice a second and returns with its first answer.',
      unit: 'none',
      span: 12,
      queries: [{ expr: stateNumber(), legend: '{{replica}}' }],
      words: {
        0: { text: 'available', color: 'green' },
        1: { text: 'set aside', color: 'orange' },
        2: { text: 'disconnected', color: 'red' },
        3: { text: 'draining', color: 'blue' },
      },
    }),
  ];
}

function quantile(fraction: number, histogram: string): string {
  return `histogram_quantile(${fraction}, sum by (le) (rate(${histogram}_bucket[$__rate_interval])))`;
}

/** One number for the state that a replica is in: the series are 1 for it and 0 for the others. */
function stateNumber(): string {
  return ['set_aside', 'disconnected', 'draining']
    .map((state, index) => `${index + 1} * max by (replica) (prequal_replica_state{state="${state}"})`)
    .join(' + ');
}
