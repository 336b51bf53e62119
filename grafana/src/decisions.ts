// Why did it pick that one, and was it right? What the rule sees, what it does, and what came of it.

import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { board } from './board.ts';
import { picksOfClicked, toReplica } from './links.ts';
import { figure, graph } from './panel.ts';
import { gauge, meanOf, quantileOf, rateOf } from './promql.ts';
import { herding, picksByRule, promisesKept } from './shared-panels.ts';

const PICKS = 'prequal_picks_total';

export function decisions(): Dashboard {
  return board({
    uid: 'prequal-decisions',
    title: 'Routing decisions',
    description: 'Why did it pick that one, and was it right?',
    panels: [...options(), ...picks(), ...compared(), ...pool(), ...outcome()],
  });
}

function options() {
  return [
    figure({
      title: 'Options',
      shows: 'What the rule goes by. Each change is marked in the panels.',
      healthy: 'one line',
      sick: 'two: balancers that differ',
      unit: 'none',
      span: 8,
      named: true,
      queries: [
        {
          expr: gauge('prequal_config_info', { by: 'policy, mode, estimator, q_rif' }),
          legend: '{{policy}}, {{mode}}, {{estimator}}, Q_RIF {{q_rif}}',
        },
      ],
    }),
    figure({
      title: 'Regime',
      shows:
        "eq1: the reuse budget follows the paper's Equation 1. small: that is undefined for so few replicas, and the rules for small fleets hold.",
      healthy: 'the same all the time',
      sick: 'flips again and again: replicas come and go',
      unit: 'none',
      span: 5,
      named: true,
      queries: [{ expr: `${gauge('prequal_regime', { by: 'regime' })} == 1`, legend: '{{regime}}' }],
    }),
    figure({
      title: 'Fallbacks',
      shows: 'Share of the picks that were drawn at random, because the pool held too few reports.',
      healthy: '0 %',
      sick: 'above 1 %: probes are lost, held back, or too few (R_PROBE)',
      unit: 'percentunit',
      span: 5,
      queries: [
        { expr: `${rateOf(PICKS, { where: 'rule="fallback"' })} / ${rateOf(PICKS)}`, legend: 'fallbacks' },
      ],
    }),
    figure({
      title: 'Changes',
      shows: 'How often the options were changed since the start of the balancer.',
      healthy: 'as often as somebody meant to',
      sick: 'rises without a known cause',
      unit: 'none',
      span: 6,
      queries: [{ expr: gauge('prequal_config_generation'), legend: 'changes' }],
    }),
  ];
}

function picks() {
  return [
    picksByRule({ span: 12 }),
    graph({
      title: 'Picks by replica',
      shows: 'Who was chosen. A click leads to the traces of these picks, with all that each one compared.',
      healthy: 'equal replicas about alike',
      sick: 'a slow replica keeps its part, or one fast and failing replica gets all (a sinkhole)',
      unit: 'ops',
      span: 12,
      stacked: true,
      links: [picksOfClicked, toReplica],
      queries: [{ expr: rateOf(PICKS, { by: 'replica' }), legend: '{{replica}}' }],
    }),
  ];
}

function compared() {
  return [
    graph({
      title: 'First question: who is hot?',
      shows:
        'Requests in flight by replica as the policy believes them, and the threshold: the Q_RIF quantile of the last reports. Who is above it is hot, and out while another is cold.',
      healthy: 'most below the threshold, which moves with the load',
      sick: 'a line that stays above (slow or frozen), or all above (overload)',
      unit: 'short',
      span: 12,
      links: [toReplica, picksOfClicked],
      queries: [
        { expr: gauge('prequal_replica_rif', { by: 'replica' }), legend: '{{replica}}' },
        { expr: gauge('prequal_rif_threshold'), legend: 'threshold', limit: true },
      ],
    }),
    graph({
      title: 'Second question: who is fastest?',
      shows:
        'The latency that each replica promises a call arriving now. Among the cold ones the lowest line wins.',
      healthy: 'lines that cross again and again, near the median latency',
      sick: 'one many times the others (slow), or a line that ends under load (nothing is known of it)',
      unit: 's',
      span: 12,
      links: [toReplica, picksOfClicked],
      queries: [
        {
          expr: gauge('prequal_replica_latency_estimate_seconds', { by: 'replica' }),
          legend: '{{replica}}',
        },
      ],
    }),
  ];
}

function pool() {
  return [
    graph({
      title: 'Probe pool',
      shows: 'The reports that picks choose from, hot and cold, and how many there may be.',
      healthy: 'near its capacity, mostly cold',
      sick: 'below two (picks fall back to chance), or all hot for long',
      unit: 'short',
      span: 8,
      stacked: true,
      queries: [
        { expr: 'sum by (state) (prequal_probe_pool_size)', legend: '{{state}}' },
        { expr: 'sum(prequal_probe_pool_capacity)', legend: 'capacity', limit: true },
      ],
    }),
    graph({
      title: 'Age of the report that decided',
      shows: 'How old it was when it was used, and the age at which reports are dropped.',
      healthy: 'far below that limit, lower the more calls there are',
      sick: 'half of it and more under load: probes are lost or held back',
      unit: 's',
      span: 8,
      queries: [
        { expr: quantileOf(0.5, 'prequal_probe_age_seconds'), legend: 'p50' },
        { expr: quantileOf(0.99, 'prequal_probe_age_seconds'), legend: 'p99' },
        { expr: gauge('prequal_probe_max_age_seconds'), legend: 'dropped at', limit: true },
      ],
    }),
    graph({
      title: 'Picks that one report served',
      shows: 'On average, the last one included, and how many it may serve.',
      healthy: '1 to 2, below the budget',
      sick: 'at the budget: probes do not keep up with calls',
      unit: 'short',
      span: 8,
      queries: [
        { expr: meanOf('prequal_probe_uses'), legend: 'uses' },
        { expr: gauge('prequal_reuse_budget'), legend: 'budget', limit: true },
      ],
    }),
  ];
}

function outcome() {
  return [
    promisesKept({ span: 8 }),
    graph({
      title: 'Regret',
      shows:
        "How much longer a call took than the best that its other candidates offered just after, beside the calls' own latency.",
      healthy: 'a median of 0, a p90 below that of the calls',
      sick: 'a median well above 0: others would have been better most of the time',
      unit: 's',
      span: 8,
      queries: [
        { expr: quantileOf(0.5, 'prequal_regret_seconds'), legend: 'regret p50' },
        { expr: quantileOf(0.9, 'prequal_regret_seconds'), legend: 'regret p90' },
        { expr: quantileOf(0.9, 'prequal_query_duration_seconds'), legend: 'latency p90', limit: true },
      ],
    }),
    herding({ span: 8 }),
  ];
}
