// Does Prequal help? The policies that ran in the time shown, side by side. Change the policy while the load runs: each
// change is marked. `npm run compare` decides it with rounds and intervals; this shows it live.

import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { board } from './board.ts';
import { toReplica } from './links.ts';
import { bars, graph } from './panel.ts';
import { clientQuantile, gauge, increaseOf, quantileOf, rateOf } from './promql.ts';
import { herding } from './shared-panels.ts';

const CALLS = 'prequal_queries_total';
const LATENCY = 'prequal_query_duration_seconds';
const BY_POLICY = { by: 'policy' };
const WHOLE = { by: 'policy', over: '$__range' } as const;
const FAILED = 'code!="OK"';

export function compare(): Dashboard {
  return board({
    uid: 'prequal-compare',
    title: 'Compare policies',
    description:
      'Does Prequal help? The policies that ran in the time shown, side by side; `npm run compare` decides it with rounds and intervals.',
    panels: [...whole(), ...overTime(), ...spread()],
  });
}

/** One bar a policy, over all that is shown. */
function whole() {
  const latency = (title: string, fraction: number) =>
    bars({
      title,
      shows: `Latency that ${fraction * 100} % of the calls of each policy stayed below, in all the time shown. Fair only where each had the same load and the same faults.`,
      healthy: "Prequal's bar is the shortest where replicas are uneven and several balancers share them",
      sick: 'it is longer than that of least_loaded: expected with one balancer and equal replicas, worth a comparison elsewhere',
      unit: 's',
      span: 6,
      queries: [{ expr: `${quantileOf(fraction, LATENCY, WHOLE)} >= 0`, legend: '{{policy}}' }],
    });
  return [
    latency('Median', 0.5),
    latency('p99', 0.99),
    bars({
      title: 'Failed',
      shows:
        'Share of the calls of each policy that ended with a status other than OK, in all the time shown.',
      healthy: '0 %',
      sick: 'one policy fails more than the others under the same faults',
      unit: 'percentunit',
      span: 6,
      queries: [
        {
          expr: `${increaseOf(CALLS, { where: FAILED, ...BY_POLICY })} / (${increaseOf(CALLS, BY_POLICY)} > 0)`,
          legend: '{{policy}}',
        },
      ],
    }),
    bars({
      title: 'Calls',
      shows: 'Calls that each policy placed in all the time shown.',
      healthy: 'thousands each: a p99 of a few hundred calls is chance',
      sick: 'so few for one that it cannot be judged',
      unit: 'short',
      span: 6,
      queries: [{ expr: `${increaseOf(CALLS, BY_POLICY)} > 0`, legend: '{{policy}}' }],
    }),
  ];
}

function overTime() {
  return [
    graph({
      title: 'p99 by policy',
      shows:
        'As the balancer measures it, and as the client does, whatever the policy. Each dot leads to a trace.',
      healthy: 'flat through faults of single replicas',
      sick: 'rises with each fault: the policy goes on picking the slow replica',
      unit: 's',
      span: 12,
      queries: [
        { expr: quantileOf(0.99, LATENCY, BY_POLICY), legend: '{{policy}}', exemplars: true },
        { expr: clientQuantile(0.99), legend: 'client', limit: true },
      ],
    }),
    graph({
      title: 'Median by policy',
      shows: 'As the balancer measures it, and as the client does.',
      healthy: 'near the work of a call',
      sick: 'rises with the load: replicas queue',
      unit: 's',
      span: 12,
      queries: [
        { expr: quantileOf(0.5, LATENCY, BY_POLICY), legend: '{{policy}}' },
        { expr: clientQuantile(0.5), legend: 'client', limit: true },
      ],
    }),
    graph({
      title: 'Calls by replica',
      shows:
        'How the policy in force spreads the calls. Changes of policy and phases of scenarios are marked.',
      healthy: 'follows what the replicas can do: round robin and random never do',
      sick: 'a slow replica keeps its part',
      unit: 'reqps',
      span: 12,
      stacked: true,
      links: [toReplica],
      queries: [{ expr: rateOf(CALLS, { by: 'replica' }), legend: '{{replica}}' }],
    }),
    graph({
      title: 'Failed by policy',
      shows: 'Calls a second that ended with a status other than OK.',
      healthy: 'none',
      sick: 'calls run into their deadlines under one policy and not under another',
      unit: 'reqps',
      span: 12,
      stacked: true,
      queries: [{ expr: rateOf(CALLS, { where: FAILED, ...BY_POLICY }), legend: '{{policy}}' }],
    }),
  ];
}

function spread() {
  return [
    graph({
      title: 'Requests in flight',
      shows:
        'Of the busiest replica, and on average, by their own counts: the tail of latency queues at the busiest.',
      healthy: 'the busiest not far above the average',
      sick: 'many times the average: one replica is given more than it can do',
      unit: 'short',
      span: 12,
      queries: [
        { expr: gauge('prequal_server_rif'), legend: 'busiest' },
        { expr: 'avg(prequal_server_rif)', legend: 'average' },
      ],
    }),
    herding({ span: 12 }),
  ];
}
