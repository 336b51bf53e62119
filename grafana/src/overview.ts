// The dashboard that Grafana opens with: is the lab well, what do its clients see, and who gets the calls?

import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { board } from './board.ts';
import { failedCalls, picksOfClicked, toDecisions, toReplica } from './links.ts';
import { figure, graph } from './panel.ts';
import { clientQuantile, gauge, quantileOf, rateOf } from './promql.ts';
import { picksByRule, stateOverTime } from './shared-panels.ts';

const CALLS = 'prequal_queries_total';
const LATENCY = 'prequal_query_duration_seconds';
const FAILED = 'code!="OK"';

export function overview(): Dashboard {
  return board({
    uid: 'prequal-overview',
    title: 'Overview',
    description: 'Is the lab well, what do its clients see, and who gets the calls?',
    panels: [...figures(), ...calls(), ...trouble(), ...replicas()],
  });
}

function figures() {
  return [
    figure({
      title: 'Policy',
      shows: 'The policy in force. Change it while the load runs: POST /config on the admin port.',
      healthy: 'one name',
      sick: 'two names: balancers that differ',
      unit: 'none',
      span: 4,
      named: true,
      queries: [{ expr: gauge('prequal_config_info', { by: 'policy' }), legend: '{{policy}}' }],
    }),
    figure({
      title: 'Scenario',
      shows: 'What the loads are playing, and which part of it.',
      healthy: 'a line for each load',
      sick: 'nothing while calls come: the load cannot reach the admin port, or ADMIN_CONTROLS is off',
      unit: 'none',
      span: 5,
      named: true,
      queries: [
        {
          expr: gauge('prequal_scenario_info', { by: 'scenario, phase' }),
          legend: '{{scenario}}: {{phase}}',
        },
      ],
    }),
    figure({
      title: 'Calls',
      shows: 'Calls that ended, a second.',
      healthy: 'the rate of the load',
      sick: 'far below it: calls pile up, or the load does not reach the balancer',
      unit: 'reqps',
      span: 3,
      queries: [{ expr: rateOf(CALLS), legend: 'calls' }],
    }),
    figure({
      title: 'Failed',
      shows: 'Share of the calls that ended with a status other than OK.',
      healthy: '0 %',
      sick: 'above 1 %: see Failed calls',
      unit: 'percentunit',
      span: 3,
      queries: [{ expr: `${rateOf(CALLS, { where: FAILED })} / ${rateOf(CALLS)}`, legend: 'failed' }],
    }),
    figure({
      title: 'p99',
      shows: 'The latency that 99 of 100 calls stay below, as the balancer and as the client measure it.',
      healthy: 'a few times the median, both alike',
      sick: 'many times the median: a slow replica is still picked, or there is no capacity left',
      unit: 's',
      span: 6,
      queries: [
        { expr: quantileOf(0.99, LATENCY), legend: 'balancer' },
        { expr: clientQuantile(0.99), legend: 'client' },
      ],
    }),
    figure({
      title: 'Version',
      shows: 'What is running.',
      healthy: 'one version; two during a rollout',
      sick: 'an old one that stays',
      unit: 'none',
      span: 3,
      named: true,
      queries: [
        { expr: gauge('prequal_build_info', { by: 'version, node' }), legend: '{{version}}, Node {{node}}' },
      ],
    }),
  ];
}

function calls() {
  return [
    graph({
      title: 'Calls by replica',
      shows: 'Calls a second that each replica answered; none: those that found no replica.',
      healthy:
        'equal replicas get about equal shares; a slow one falls behind within a second, and is back soon after',
      sick: 'a slow or failing replica keeps its share',
      unit: 'reqps',
      span: 12,
      links: [toReplica, picksOfClicked],
      queries: [{ expr: rateOf(CALLS, { by: 'replica' }), legend: '{{replica}}' }],
    }),
    graph({
      title: 'Latency, of the client and of the balancer',
      shows:
        "From the call to its answer: by the client's clock (k6), and by the balancer's. Each dot is one call: a click leads to its trace, whose pick span says why it went where it went.",
      healthy: 'both alike, p99 a few times the median',
      sick: 'p99 rises alone (a slow replica is picked), all rise (no capacity left), the client rises alone (calls wait before the balancer)',
      unit: 's',
      span: 12,
      links: [toDecisions],
      queries: [
        { expr: quantileOf(0.5, LATENCY), legend: 'balancer p50' },
        { expr: clientQuantile(0.5), legend: 'client p50' },
        { expr: quantileOf(0.99, LATENCY), legend: 'balancer p99', exemplars: true },
        { expr: clientQuantile(0.99), legend: 'client p99' },
      ],
    }),
  ];
}

function trouble() {
  return [
    graph({
      title: 'Failed calls',
      shows: 'Calls a second that ended with a status other than OK, by status.',
      healthy: 'none',
      sick: 'UNAVAILABLE (replicas are gone or fail), DEADLINE_EXCEEDED (frozen or overloaded)',
      unit: 'reqps',
      span: 8,
      stacked: true,
      links: [failedCalls],
      queries: [{ expr: rateOf(CALLS, { where: FAILED, by: 'code' }), legend: '{{code}}' }],
    }),
    graph({
      title: 'Retries and refusals',
      shows:
        'Calls a second that went to a second replica because the first never saw them, and calls that the balancer ended itself.',
      healthy: 'none, a few at the restart of a replica',
      sick: 'steady connect or refused, no_replica at all, steady deadline',
      unit: 'ops',
      span: 8,
      queries: [
        { expr: rateOf('prequal_retries_total', { by: 'reason' }), legend: 'retried: {{reason}}' },
        { expr: rateOf('prequal_refused_total', { by: 'reason' }), legend: 'refused: {{reason}}' },
      ],
    }),
    graph({
      title: 'Not believed, not traced',
      shows: 'Reports a second that made no sense, and spans that were lost on their way to Jaeger.',
      healthy: 'none',
      sick: 'any report (another protocol, a broken clock); spans: the collector is away, traces have holes',
      unit: 'ops',
      span: 8,
      queries: [
        { expr: rateOf('prequal_reports_invalid_total', { by: 'reason' }), legend: 'report: {{reason}}' },
        { expr: rateOf('prequal_spans_dropped_total'), legend: 'spans lost' },
      ],
    }),
  ];
}

function replicas() {
  return [
    graph({
      title: 'Requests in flight',
      shows: 'By replica, as each counts its own.',
      healthy: 'alike, below the cores that a replica has',
      sick: 'one far above the others (slow, or a herd), one that only rises (frozen), all above their cores (overload)',
      unit: 'short',
      span: 8,
      queries: [{ expr: gauge('prequal_server_rif', { by: 'replica' }), legend: '{{replica}}' }],
    }),
    picksByRule({ span: 8, links: [toDecisions] }),
    stateOverTime({ span: 8 }),
  ];
}
