// How a panel of these dashboards looks, so that each dashboard says only what it shows.

import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

/** The data sources' uids, as grafana/provisioning/datasources names them. */
export const DATA_SOURCES = { prometheus: 'prometheus', jaeger: 'jaeger' } as const;

/** Grafana's unit ids. */
export type Unit = 'reqps' | 'ops' | 's' | 'short' | 'percentunit' | 'none';

/** One series or family of series. */
export interface Query {
  readonly expr: string;
  readonly legend: string;
  /** Shows exemplars, each of which leads to a trace. */
  readonly exemplars?: boolean;
}

export interface PanelOptions {
  readonly title: string;
  /** What the panel shows, and what a healthy picture looks like. */
  readonly description: string;
  readonly unit: Unit;
  /** Width in Grafana's grid of 24 columns. */
  readonly span: number;
  readonly queries: readonly Query[];
}

const SOURCE: common.DataSourceRef = { type: 'prometheus', uid: DATA_SOURCES.prometheus };
const GRAPH_HEIGHT = 8;
const NUMBER_HEIGHT = 4;

/** Lines over time; `stacked` adds the series up. */
export function graph(options: PanelOptions & { readonly stacked?: boolean }): timeseries.PanelBuilder {
  const panel = new timeseries.PanelBuilder()
    .title(options.title)
    .description(options.description)
    .datasource(SOURCE)
    .targets(targetsOf(options.queries))
    .unit(options.unit)
    .span(options.span)
    .height(GRAPH_HEIGHT)
    .min(0)
    .lineWidth(1)
    .fillOpacity(options.stacked === true ? 30 : 8)
    .showPoints(common.VisibilityMode.Never)
    .tooltip(
      new common.VizTooltipOptionsBuilder()
        .mode(common.TooltipDisplayMode.Multi)
        .sort(common.SortOrder.Descending),
    )
    .legend(
      new common.VizLegendOptionsBuilder()
        .showLegend(true)
        .placement(common.LegendPlacement.Bottom)
        .displayMode(common.LegendDisplayMode.List),
    );
  return options.stacked === true
    ? panel.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal))
    : panel;
}

/** The newest value in large figures; `named` shows the series' names instead. */
export function figure(options: PanelOptions & { readonly named?: boolean }): stat.PanelBuilder {
  return new stat.PanelBuilder()
    .title(options.title)
    .description(options.description)
    .datasource(SOURCE)
    .targets(targetsOf(options.queries))
    .unit(options.unit)
    .span(options.span)
    .height(NUMBER_HEIGHT)
    .graphMode(options.named === true ? common.BigValueGraphMode.None : common.BigValueGraphMode.Area)
    .colorMode(common.BigValueColorMode.None)
    .textMode(options.named === true ? common.BigValueTextMode.Name : common.BigValueTextMode.Auto)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']));
}

/** Bars over time that change colour with the value, each value shown as a word. */
export function states(
  options: PanelOptions & { readonly words: Readonly<Record<string, { text: string; color: string }>> },
): statetimeline.PanelBuilder {
  return new statetimeline.PanelBuilder()
    .title(options.title)
    .description(options.description)
    .datasource(SOURCE)
    .targets(targetsOf(options.queries))
    .unit(options.unit)
    .span(options.span)
    .height(GRAPH_HEIGHT)
    .mappings([{ type: dashboard.MappingType.ValueToText, options: { ...options.words } }])
    .showValue(common.VisibilityMode.Auto)
    .mergeValues(true)
    .legend(
      new common.VizLegendOptionsBuilder()
        .showLegend(false)
        .placement(common.LegendPlacement.Bottom)
        .displayMode(common.LegendDisplayMode.Hidden),
    );
}

function targetsOf(queries: readonly Query[]): prometheus.DataqueryBuilder[] {
  return queries.map((query, index) => {
    const target = new prometheus.DataqueryBuilder()
      .datasource(SOURCE)
      .refId(String.fromCharCode('A'.charCodeAt(0) + index))
      .expr(query.expr)
      .legendFormat(query.legend)
      .range();
    return query.exemplars === true ? target.exemplar(true) : target;
  });
}
