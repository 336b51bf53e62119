// How this repository shows measurements: plots as SVG text, tables, pages of HTML, and the numbers behind them. Pure.

export { type HeatCell, type HeatMap, heatSvg } from './heat-map.ts';
export { escapeHtml, figureHtml, type Table, tableHtml } from './html-text.ts';
export { type IntervalPlot, intervalSvg } from './interval-plot.ts';
export { intervalText } from './interval-text.ts';
export { judgedOf } from './judged-policy.ts';
export { legendHtml } from './legend.ts';
export { type LinePlot, type LineSeries, lineSvg, type Span } from './line-plot.ts';
export { pageHtml } from './page.ts';
export { type ReplicaPlot, replicaSvg } from './replica-plot.ts';
export {
  type Bin,
  binned,
  coverageOf,
  type Interval,
  intervalOf,
  mean,
  median,
  nearestRank,
  relativeSpread,
} from './statistics.ts';
export { svgFile } from './svg-file.ts';
export type { Ranged } from './svg-parts.ts';
export { type SweepPlot, type SweepSeries, sweepSvg } from './sweep-plot.ts';
