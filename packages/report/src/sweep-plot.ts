// A value with its range for each series at each level of a sweep, as SVG text. Levels stand evenly apart, whatever their numbers.

import { escapeHtml } from './html-text.ts';
import { linearScale, logScale } from './scale.ts';
import { BOTTOM, frame, LEFT, mark, n, type Ranged, RIGHT, svg, TICK_LINE, TOP } from './svg-parts.ts';

export interface SweepSeries {
  readonly name: string;
  /** One for each level; null where there is none. */
  readonly values: readonly (Ranged | null)[];
  /** What another source says at the same levels, dotted in the same colour. */
  readonly reference?: readonly (number | null)[];
}

export interface SweepPlot {
  readonly label: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly levels: readonly string[];
  readonly series: readonly SweepSeries[];
  /** Whether lines join the levels. */
  readonly joined: boolean;
}

/** Beyond this ratio of the largest to the smallest value the axis is logarithmic. */
const LOG_FROM = 8;
/** Space between series at one level, as a share of the space between levels, and in units of the plot at most. */
const SPREAD = 0.6;
const SPREAD_MOST = 9;

/** Marks with whiskers, joined where levels are numbers. */
export function sweepSvg({ label, xTitle, yTitle, levels, series, joined }: SweepPlot): string {
  const values = series.flatMap(each => [
    ...each.values.flatMap(value => (value === null ? [] : [value.min, value.mid, value.max])),
    ...(each.reference ?? []).flatMap(value => value ?? []),
  ]);
  const y = verticalScale(values);
  const step = (RIGHT - LEFT) / Math.max(1, levels.length);
  const middle = (at: number) => LEFT + (at + 0.5) * step;
  const offset = Math.min(SPREAD_MOST, (step * SPREAD) / Math.max(1, series.length));
  const every = Math.ceil(levels.length / 14);
  const names = levels.flatMap((level, at) => (at % every === 0 ? tick(level, middle(at)) : []));
  const tickLines = Math.max(1, ...levels.map(level => level.split(' ').length));
  const drawn = series.flatMap((each, index) => {
    const x = (at: number) => middle(at) + (index - (series.length - 1) / 2) * offset;
    const known = each.values.flatMap((value, at) => (value === null ? [] : [{ at, value }]));
    const reference = (each.reference ?? []).flatMap((value, at) => (value === null ? [] : [{ at, value }]));
    return [
      joined
        ? path(
            `reference s${index}`,
            reference.map(({ at, value }) => [x(at), y.at(value)]),
          )
        : '',
      ...reference.map(
        ({ at, value }) =>
          `<circle class="reference s${index}" cx="${n(x(at))}" cy="${n(y.at(value))}" r="${joined ? 2.5 : 6}"/>`,
      ),
      joined
        ? path(
            `line s${index} d${index % 4}`,
            known.map(({ at, value }) => [x(at), y.at(value.mid)]),
          )
        : '',
      ...known.flatMap(({ at, value }) => [
        `<line class="whisker s${index}" x1="${n(x(at))}" x2="${n(x(at))}" y1="${n(y.at(value.min))}" y2="${n(y.at(value.max))}"/>`,
        mark(index, x(at), y.at(value.mid), 3.5),
      ]),
    ];
  });
  const height = BOTTOM + 44 + TICK_LINE * (tickLines - 1);
  return svg(label, height, [...frame(y, xTitle, yTitle, tickLines), ...names, ...drawn.filter(Boolean)]);
}

/** A level's name, each word on a line of its own: names are wider than the space between levels. */
function tick(level: string, x: number): string[] {
  return level
    .split(' ')
    .map(
      (word, line) =>
        `<text class="tick" x="${n(x)}" y="${BOTTOM + 16 + TICK_LINE * line}" text-anchor="middle">${escapeHtml(word)}</text>`,
    );
}

function verticalScale(values: readonly number[]) {
  const most = Math.max(1e-3, ...values);
  const least = Math.min(most, ...values);
  return least > 0 && most / least > LOG_FROM
    ? logScale(least, most, BOTTOM, TOP)
    : linearScale(most, BOTTOM, TOP);
}

function path(classes: string, points: readonly (readonly [number, number])[]): string {
  if (points.length < 2) return '';
  return `<path class="${classes}" d="${points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${n(x)} ${n(y)}`).join('')}"/>`;
}
