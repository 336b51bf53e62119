// Lines over time, as SVG text.

import { linearScale } from './scale.ts';
import { BOTTOM, frame, LEFT, n, number, RIGHT, svg, TOP, verticals } from './svg-parts.ts';

export interface LineSeries {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number | null }[];
}

/** Marks along the horizontal axis that something lasts: an event of the scenario. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface LinePlot {
  readonly label: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly series: readonly LineSeries[];
  readonly spans: readonly Span[];
}

/** Lines; a gap where a value is missing. */
export function lineSvg({ label, xTitle, yTitle, series, spans }: LinePlot): string {
  const all = series.flatMap(({ points }) => points);
  const x = linearScale(Math.max(1, ...all.map(point => point.x)), LEFT, RIGHT, 8);
  const y = linearScale(Math.max(1e-3, ...all.map(point => point.y ?? 0)), BOTTOM, TOP);
  const shades = spans.map(
    ({ from, to }) =>
      `<rect class="span" x="${n(x.at(from))}" y="${TOP}" width="${n(x.at(to) - x.at(from))}" height="${BOTTOM - TOP}"/>`,
  );
  const paths = series.map(({ points }, at) => {
    let pen = 'M';
    const steps = points.flatMap(point => {
      if (point.y === null) {
        pen = 'M';
        return [];
      }
      const step = `${pen}${n(x.at(point.x))} ${n(y.at(point.y))}`;
      pen = 'L';
      return [step];
    });
    return `<path class="line s${at} d${at % 4}" d="${steps.join('')}"/>`;
  });
  const axes = [...verticals(x, BOTTOM, number), ...frame(y, xTitle, yTitle)];
  return svg(label, BOTTOM + 44, [...shades, ...axes, ...paths]);
}
