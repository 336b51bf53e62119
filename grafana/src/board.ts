// What all dashboards have in common: the last five minutes, live, with the same marks and the way to the others.

import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { annotations } from './annotations.ts';

export interface BoardOptions {
  readonly uid: string;
  readonly title: string;
  /** The question that it answers. */
  readonly description: string;
  readonly variables?: readonly cog.Builder<dashboard.VariableModel>[];
  /** In reading order; they fill rows of 24 columns. */
  readonly panels: readonly (cog.Builder<dashboard.Panel> & { id(id: number): unknown })[];
}

const TAG = 'prequal';

export function board({ uid, title, description, variables = [], panels }: BoardOptions) {
  const built = new dashboard.DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([TAG])
    .refresh('5s')
    .time({ from: 'now-5m', to: 'now' })
    .timezone('browser')
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .links([others()])
    .variables([...variables])
    .annotations(annotations());
  panels.forEach((panel, index) => {
    panel.id(index + 1);
    built.withPanel(panel);
  });
  return built.build();
}

/** A button for each dashboard, above the panels. */
function others(): cog.Builder<dashboard.DashboardLink> {
  const { placement: _, ...link } = new dashboard.DashboardLinkBuilder('Dashboards')
    .type(dashboard.DashboardLinkType.Dashboards)
    .tags([TAG])
    .keepTime(true)
    .build();
  return { build: () => link };
}
