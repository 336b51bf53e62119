// Intervals along a logarithmic axis, a row for each series in every group, as SVG text.

import { escapeHtml } from './html-text.ts';
import { logScale } from './scale.ts';
import {
  axisTitle,
  LEFT,
  mark,
  n,
  number,
  type Ranged,
  RIGHT,
  svg,
  TOP,
  verticals,
  WIDTH,
} from './svg-parts.ts';

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
