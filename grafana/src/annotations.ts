// What happened, marked in every panel: changes of the configuration and phases of scenarios, both read from metrics.
//
// Each is a line, not a region: its expression has a sample for the few seconds after the change only.

import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { PROMETHEUS } from './data-sources.ts';

/** Three scrapes: a change between two of them is seen by two looks. */
const AFTER = '6s';
const LOOK = '2s';

export function annotations(): dashboard.AnnotationQueryBuilder[] {
  return [
    annotation({
      name: 'Configuration changes',
      color: 'blue',
      expr: `max by (policy, mode, estimator, q_rif) (prequal_config_info and on (job, instance) changes(prequal_config_generation[${AFTER}]) > 0)`,
      text: '{{policy}}, Q_RIF {{q_rif}}, {{estimator}}',
    }),
    annotation({
      name: 'Scenario phases',
      color: 'purple',
      expr: `max by (scenario, phase) (prequal_scenario_info) unless max by (scenario, phase) (prequal_scenario_info offset ${AFTER})`,
      text: '{{scenario}}: {{phase}}',
    }),
  ];
}

function annotation({ name, color, expr, text }: Record<'name' | 'color' | 'expr' | 'text', string>) {
  return new dashboard.AnnotationQueryBuilder()
    .name(name)
    .datasource(PROMETHEUS)
    .enable(true)
    .iconColor(color)
    .expr(expr)
    .step(LOOK)
    .titleFormat(name)
    .textFormat(text);
}
