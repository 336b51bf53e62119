// The plots of the report, as SVG text: lines over time, intervals along an axis, values by replica.
//
// Colours are classes of the page (s0, s1, ...), for light and dark; shapes and dashes tell series apart without them.

import { escapeHtml } from './html-text.ts';
import { linearScale, logScale, type Scale } from './scale.ts';

const WIDTH = 640;
const RIGHT = WIDTH - 24;
const LEFT = 64;
const TOP = 12;

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
  const bottom = 248;
  const all = series.flatMap(({ points }) => points);
  const x = linearScale(Math.max(1, ...all.map(point => point.x)), LEFT, RIGHT, 8);
  const y = linearScale(Math.max(1e-3, ...all.map(point => point.y ?? 0)), bottom, TOP);
  const shades = spans.map(
    ({ from, to }) =>
      `<rect class="span" x="${n(x.at(from))}" y="${TOP}" width="${n(x.at(to) - x.at(from))}" height="${bottom - TOP}"/>`,
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
  const axes = [
    ...verticals(x, bottom, number),
    ...horizontals(y, number),
    axisTitle(xTitle, (LEFT + RIGHT) / 2, bottom + 36),
    sideTitle(yTitle, (TOP + bottom) / 2),
  ];
  return svg(label, bottom + 44, [...shades, ...axes, ...paths]);
}

/** A value with its range. */
export interface Ranged {
  readonly mid: number;
  readonly min: number;
  readonly max: number;
}

export interface IntervalPlot {
  readonly label: string;
  readonly xTitle: string;
  /** Groups from top to bottom; in each a value per series, null where there is none. */
  readonly groups: readonly { readonly name: string; readonly values: readonly (Ranged | null)[] }[];
}

/** Marks with whiskers on a logarithmic axis, a row per series in every group. */
export function intervalSvg({ label, xTitle, groups }: IntervalPlot): string {
  const all = groups.flatMap(({ values }) => values.flatMap(value => value ?? []));
  if (all.length === 0) return svg(label, 40, [axisTitle('nothing measured', WIDTH / 2, 24)]);
  const least = Math.max(0.1, Math.min(...all.map(({ min }) => min)));
  const x = logScale(least, Math.max(least * 2, ...all.map(({ max }) => max)), LEFT, RIGHT);
  let top = TOP;
  const marks = groups.flatMap(({ name, values }) => {
    const height = values.length * 16 + 12;
    const rows = values.flatMap((value, at) => {
      if (value === null) return [];
      const y = top + 14 + at * 16;
      return [
        `<line class="whisker s${at}" x1="${n(x.at(value.min))}" x2="${n(x.at(value.max))}" y1="${y}" y2="${y}"/>`,
        mark(at, x.at(value.mid), y),
      ];
    });
    const title = `<text class="tick" x="${LEFT - 10}" y="${top + height / 2 + 4}" text-anchor="end">${escapeHtml(name)}</text>`;
    const rule = `<line class="grid" x1="0" x2="${RIGHT}" y1="${top + height}" y2="${top + height}"/>`;
    top += height;
    return [rule, title, ...rows];
  });
  return svg(label, top + 44, [
    ...verticals(x, top, number),
    ...marks,
    axisTitle(xTitle, (LEFT + RIGHT) / 2, top + 36),
  ]);
}

export interface ReplicaPlot {
  readonly label: string;
  readonly yTitle: string;
  readonly series: readonly { readonly values: readonly (Ranged | null)[] }[];
  /** Replicas, counted from 1, that something happens to. */
  readonly marked: ReadonlySet<number>;
  /** Where every replica would stand if all got the same. */
  readonly fair: number;
}

/** A mark with a whisker for every replica and series. */
export function replicaSvg({ label, yTitle, series, marked, fair }: ReplicaPlot): string {
  const bottom = 248;
  const count = Math.max(1, ...series.map(({ values }) => values.length));
  const most = Math.max(fair, ...series.flatMap(({ values }) => values.map(value => value?.max ?? 0)));
  const y = linearScale(most * 100, bottom, TOP);
  const step = (RIGHT - LEFT) / count;
  const middle = (replica: number) => LEFT + (replica - 0.5) * step;
  const shades = [...marked].map(
    replica =>
      `<rect class="span" x="${n(middle(replica) - step / 2)}" y="${TOP}" width="${n(step)}" height="${bottom - TOP}"/>`,
  );
  const every = Math.ceil(count / 15);
  const names = Array.from({ length: count }, (_, at) => at + 1)
    .filter(replica => replica === 1 || replica % every === 0)
    .map(
      replica =>
        `<text class="tick" x="${n(middle(replica))}" y="${bottom + 16}" text-anchor="middle">${replica}</text>`,
    );
  const offset = step / (series.length + 1);
  const marks = series.flatMap(({ values }, at) =>
    values.flatMap((value, index) => {
      if (value === null) return [];
      const x = middle(index + 1) + (at - (series.length - 1) / 2) * offset;
      const [from, to] = [y.at(value.min * 100), y.at(value.max * 100)];
      return [
        `<line class="whisker s${at}" x1="${n(x)}" x2="${n(x)}" y1="${n(from)}" y2="${n(to)}"/>`,
        mark(at, x, y.at(value.mid * 100), count > 12 ? 3 : 4.5),
      ];
    }),
  );
  const line = y.at(fair * 100);
  return svg(label, bottom + 44, [
    ...shades,
    ...horizontals(y, number),
    `<line class="fair" x1="${LEFT}" x2="${RIGHT}" y1="${n(line)}" y2="${n(line)}"/>`,
    ...names,
    ...marks,
    axisTitle('replica', (LEFT + RIGHT) / 2, bottom + 36),
    sideTitle(yTitle, (TOP + bottom) / 2),
  ]);
}

/** The sign of a series: the same colour and shape as in the plots. */
export function legendHtml(names: readonly string[]): string {
  const items = names.map(
    (name, at) =>
      `<li><svg width="44" height="14" aria-hidden="true"><path class="line s${at} d${at % 4}" d="M1 7L43 7"/>${mark(at, 22, 7)}</svg>${escapeHtml(name)}</li>`,
  );
  return `<ul class="legend">${items.join('')}</ul>`;
}

function mark(series: number, x: number, y: number, size = 4.5): string {
  const [cx, cy] = [n(x), n(y)];
  const s = size;
  switch (series % 4) {
    case 0:
      return `<circle class="mark s${series}" cx="${cx}" cy="${cy}" r="${s}"/>`;
    case 1:
      return `<rect class="mark s${series}" x="${n(x - s)}" y="${n(y - s)}" width="${2 * s}" height="${2 * s}"/>`;
    case 2:
      return `<path class="mark s${series}" d="M${cx} ${n(y - s * 1.2)}L${n(x + s * 1.2)} ${n(y + s)}L${n(x - s * 1.2)} ${n(y + s)}Z"/>`;
    default:
      return `<path class="mark s${series}" d="M${cx} ${n(y - s * 1.3)}L${n(x + s * 1.3)} ${cy}L${cx} ${n(y + s * 1.3)}L${n(x - s * 1.3)} ${cy}Z"/>`;
  }
}

function verticals(x: Scale, bottom: number, text: (value: number) => string): readonly string[] {
  return x.ticks.flatMap(tick => [
    `<line class="grid" x1="${n(x.at(tick))}" x2="${n(x.at(tick))}" y1="${TOP}" y2="${bottom}"/>`,
    `<text class="tick" x="${n(x.at(tick))}" y="${bottom + 16}" text-anchor="middle">${text(tick)}</text>`,
  ]);
}

function horizontals(y: Scale, text: (value: number) => string): readonly string[] {
  return y.ticks.flatMap(tick => [
    `<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${n(y.at(tick))}" y2="${n(y.at(tick))}"/>`,
    `<text class="tick" x="${LEFT - 8}" y="${n(y.at(tick) + 4)}" text-anchor="end">${text(tick)}</text>`,
  ]);
}

function axisTitle(text: string, x: number, y: number): string {
  return `<text class="axis" x="${n(x)}" y="${n(y)}" text-anchor="middle">${escapeHtml(text)}</text>`;
}

function sideTitle(text: string, y: number): string {
  return `<text class="axis" transform="translate(14 ${n(y)}) rotate(-90)" text-anchor="middle">${escapeHtml(text)}</text>`;
}

function svg(label: string, height: number, parts: readonly string[]): string {
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(label)}">\n${parts.join('\n')}\n</svg>`;
}

function number(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function n(value: number): string {
  return value.toFixed(1);
}
