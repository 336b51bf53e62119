// The plots and tables of one figure: one of each for every measure that it shows, the paper's values beside ours.

import { intervalText, type LineSeries, lineSvg, type SweepSeries, sweepSvg, type Table } from 'report';
import type { Answers } from './answers.ts';
import type { Figure, X } from './figure.ts';
import type { FigurePlot } from './figure-plot.ts';
import { MEASURES, type MeasureName, shown } from './measures.ts';
import { paperValue } from './paper-data.ts';

export function plotsOf(figure: Figure, answers: Answers): readonly FigurePlot[] {
  if (figure.plots !== undefined) return figure.plots(answers);
  return figure.plotted.map(measure => ({
    name: measure,
    title: MEASURES[measure].title,
    words: '',
    svg: figure.axis === 'seconds' ? timeSvg(figure, answers, measure) : levelSvg(figure, answers, measure),
    wide: false,
    legend: answers.series,
    table: tableOf(figure, answers, measure),
  }));
}

function levelSvg(figure: Figure, answers: Answers, measure: MeasureName): string {
  const { places } = answers;
  const series = answers.series.map((name): SweepSeries => {
    const values = places.map(x => scaledInterval(answers, name, x, measure));
    const reference = places.map(x => scaled(measure, paperValue(figure.paper, name, x, measure)));
    return reference.some(value => value !== null) ? { name, values, reference } : { name, values };
  });
  return sweepSvg({
    label: labelOf(figure, measure),
    xTitle: figure.xTitle,
    yTitle: yTitleOf(measure),
    levels: places.map(String),
    series,
    joined: figure.axis === 'levels',
  });
}

function timeSvg(figure: Figure, answers: Answers, measure: MeasureName): string {
  const series = answers.series.map(
    (name): LineSeries => ({
      name,
      points: answers.places.map(x => ({
        x: Number(x),
        y: scaled(measure, answers.at(name, x, measure)),
      })),
    }),
  );
  const { xTitle } = figure;
  return lineSvg({ label: labelOf(figure, measure), xTitle, yTitle: yTitleOf(measure), series, spans: [] });
}

function tableOf(figure: Figure, answers: Answers, measure: MeasureName): Table {
  const { unit, title } = MEASURES[measure];
  const { places, series } = answers;
  const hasPaper = (name: string) => places.some(x => paperValue(figure.paper, name, x, measure) !== null);
  return {
    caption: `${title}${unit === 'ms' ? ', ms' : unit === 'fraction' ? ', %' : ''}: median over the seeds (smallest to largest)`,
    head: [
      figure.xTitle,
      ...series.flatMap(name => (hasPaper(name) ? [name, `${name}: the paper`] : [name])),
    ],
    rows: places.map(x => [
      String(x),
      ...series.flatMap(name => {
        const ours = intervalText(answers.interval(name, x, measure), value => shown(unit, value, true));
        const theirs = shown(unit, paperValue(figure.paper, name, x, measure), true);
        return hasPaper(name) ? [ours, theirs] : [ours];
      }),
    ]),
  };
}

function scaledInterval(answers: Answers, series: string, x: X, measure: MeasureName) {
  const interval = answers.interval(series, x, measure);
  if (interval === null) return null;
  const factor = factorOf(measure);
  return { mid: interval.mid * factor, min: interval.min * factor, max: interval.max * factor };
}

function scaled(measure: MeasureName, value: number | null): number | null {
  return value === null ? null : value * factorOf(measure);
}

/** Fractions are drawn in percent. */
function factorOf(measure: MeasureName): number {
  return MEASURES[measure].unit === 'fraction' ? 100 : 1;
}

function yTitleOf(measure: MeasureName): string {
  const { title, unit } = MEASURES[measure];
  return unit === 'ms' ? `${title}, ms` : unit === 'fraction' ? `${title}, %` : title;
}

function labelOf(figure: Figure, measure: MeasureName): string {
  return `${figure.title}: ${MEASURES[measure].title} by ${figure.xTitle}`;
}
