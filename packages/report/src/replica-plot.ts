// A value for each replica and series, as SVG text.

import { linearScale } from './scale.ts';
import { BOTTOM, frame, LEFT, mark, n, type Ranged, RIGHT, svg, TOP } from './svg-parts.ts';

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
  const count = Math.max(1, ...series.map(({ values }) => values.length));
  const most = Math.max(fair, ...series.flatMap(({ values }) => values.map(value => value?.max ?? 0)));
  const y = linearScale(most * 100, BOTTOM, TOP);
  const step = (RIGHT - LEFT) / count;
  const middle = (replica: number) => LEFT + (replica - 0.5) * step;
  const shades = [...marked].map(
    replica =>
      `<rect class="span" x="${n(middle(replica) - step / 2)}" y="${TOP}" width="${n(step)}" height="${BOTTOM - TOP}"/>`,
  );
  const every = Math.ceil(count / 15);
  const names = Array.from({ length: count }, (_, at) => at + 1)
    .filter(replica => replica === 1 || replica % every === 0)
    .map(
      replica =>
        `<text class="tick" x="${n(middle(replica))}" y="${BOTTOM + 16}" text-anchor="middle">${replica}</text>`,
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
  return svg(label, BOTTOM + 44, [
    ...shades,
    ...frame(y, 'replica', yTitle),
    `<line class="fair" x1="${LEFT}" x2="${RIGHT}" y1="${n(line)}" y2="${n(line)}"/>`,
    ...names,
    ...marks,
  ]);
}
