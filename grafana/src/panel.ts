// How a panel of these dashboards looks, so that each dashboard says only what it shows.

import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { PROMETHEUS } from './data-sources.ts';
import { fieldLinks, type Link } from './links.ts';

/** Grafana's unit ids. */
export type Unit = 'reqps' | 'ops' | 's' | 'short' | 'percentunit' | 'bytes' | 'Bps' | 'none';

/** One series or family of series. */
export interface Query {
  readonly expr: string;
  readonly legend: string;
  /** Shows exemplars, each of which leads to a trace. */
  readonly exemplars?: boolean;
  /** A limit that other lines are held against: dashed. */
  readonly limit?: boolean;
}

export interface PanelOptions {
  readonly title: string;
  /** What the panel shows. */
  readonly shows: string;
  readonly healthy: string;
  /** What a sick picture looks like, and what it means. */
  readonly sick: string;
  readonly unit: Unit;
  /** Width in Grafana's grid of 24 columns. */
  readonly span: number;
  readonly queries: readonly Query[];
  /** Where a click on a series leads. */
  readonly links?: readonly Link[];
}

/** What every kind of panel can be told alike. */
interface Common<Panel> {
  title(text: string): Panel;
  description(text: string): Panel;
  datasource(source: common.DataSourceRef): Panel;
  unit(unit: string): Panel;
  span(columns: number): Panel;
  height(rows: number): Panel;
  targets(targets: prometheus.DataqueryBuilder[]): Panel;
  dataLinks(links: cog.Builder<dashboard.DashboardLink>[]): Panel;
}

const GRAPH_HEIGHT = 8;
const NUMBER_HEIGHT = 4;

/** Lines over time; `stacked` adds the series up. */
export function graph(options: PanelOptions & { readonly stacked?: boolean }): timeseries.PanelBuilder {
  const panel = dressed(new timeseries.PanelBuilder(), options, GRAPH_HEIGHT)
    .colorScheme(byName())
    .min(0)
    .lineWidth(1)
    .fillOpacity(options.stacked === true ? 30 : 8)
    .showPoints(common.VisibilityMode.Never)
    .tooltip(
      new common.VizTooltipOptionsBuilder()
        .mode(common.TooltipDisplayMode.Multi)
        .sort(common.SortOrder.Descending),
    )
    .legend(legend(common.LegendDisplayMode.List));
  for (const { legend } of options.queries.filter(query => query.limit === true))
    panel.overrideByName(legend, [
      { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } },
      { id: 'custom.fillOpacity', value: 0 },
      { id: 'color', value: { mode: 'fixed', fixedColor: 'text' } },
    ]);
  return options.stacked === true
    ? panel.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal))
    : panel;
}

/** The newest value in large figures; `named` shows the series' names instead. */
export function figure(options: PanelOptions & { readonly named?: boolean }): stat.PanelBuilder {
  return dressed(new stat.PanelBuilder(), options, NUMBER_HEIGHT)
    .graphMode(options.named === true ? common.BigValueGraphMode.None : common.BigValueGraphMode.Area)
    .colorMode(common.BigValueColorMode.None)
    .textMode(options.named === true ? common.BigValueTextMode.Name : common.BigValueTextMode.Auto)
    .reduceOptions(lastValue());
}

/** A bar for each series, by its value over all that is shown. */
export function bars(options: PanelOptions): bargauge.PanelBuilder {
  return dressed(new bargauge.PanelBuilder(), options, GRAPH_HEIGHT)
    .colorScheme(byName())
    .min(0)
    .orientation(common.VizOrientation.Horizontal)
    .displayMode(common.BarGaugeDisplayMode.Basic)
    .showUnfilled(false)
    .reduceOptions(lastValue());
}

/** Bars over time that change colour with the value, each value shown as a word. */
export function states(
  options: PanelOptions & { readonly words: Readonly<Record<string, { text: string; color: string }>> },
): statetimeline.PanelBuilder {
  return dressed(new statetimeline.PanelBuilder(), options, GRAPH_HEIGHT)
    .mappings([{ type: dashboard.MappingType.ValueToText, options: { ...options.words } }])
    .showValue(common.VisibilityMode.Auto)
    .mergeValues(true)
    .legend(legend(common.LegendDisplayMode.Hidden));
}

/** A replica, a rule, a policy has the same colour wherever it is drawn. */
function byName(): dashboard.FieldColorBuilder {
  return new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.PaletteClassicByName);
}

function dressed<Panel extends Common<Panel>>(panel: Panel, options: PanelOptions, height: number): Panel {
  const { title, shows, healthy, sick, unit, span, queries, links = [] } = options;
  const dress = panel
    .title(title)
    .description(`${shows} Healthy: ${healthy}. Sick: ${sick}.`)
    .datasource(PROMETHEUS)
    .targets(targetsOf(queries))
    .unit(unit)
    .span(span)
    .height(height);
  return links.length === 0 ? dress : dress.dataLinks(fieldLinks(links));
}

function legend(mode: common.LegendDisplayMode): common.VizLegendOptionsBuilder {
  return new common.VizLegendOptionsBuilder()
    .showLegend(mode !== common.LegendDisplayMode.Hidden)
    .placement(common.LegendPlacement.Bottom)
    .displayMode(mode);
}

function lastValue(): common.ReduceDataOptionsBuilder {
  return new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']);
}

function targetsOf(queries: readonly Query[]): prometheus.DataqueryBuilder[] {
  return queries.map((query, index) => {
    const target = new prometheus.DataqueryBuilder()
      .datasource(PROMETHEUS)
      .refId(String.fromCharCode('A'.charCodeAt(0) + index))
      .expr(query.expr)
      .legendFormat(query.legend);
    const over = query.expr.includes('$__range') ? target.instant() : target.range();
    return query.exemplars === true ? over.exemplar(true) : over;
  });
}
