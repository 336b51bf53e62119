// Values by row and column, each written out on a shade that says how good it is, as SVG text.

import { escapeHtml } from './html-text.ts';
import { n, svg } from './svg-parts.ts';

export interface HeatCell {
  readonly text: string;
  /** From -1, as good as it gets, over 0, as the reference, to 1, as bad as it gets. */
  readonly shade: number;
}

export interface HeatMap {
  readonly label: string;
  readonly columns: readonly {
    readonly name: string;
    readonly strong: boolean;
    /** Whether it stands apart from the one before. */
    readonly apart: boolean;
  }[];
  /** From top to bottom; a cell for each column, null where there is none. */
  readonly blocks: readonly {
    readonly title: string;
    readonly rows: readonly { readonly name: string; readonly cells: readonly (HeatCell | null)[] }[];
  }[];
}

const WIDTH = 1010;
const NAMES = 315;
const HEAD = 150;
const ROW = 15;
const TITLE = 26;
/** Space before a column that stands apart. */
const GAP = 8;

export function heatSvg({ label, columns, blocks }: HeatMap): string {
  const gaps = columns.filter(({ apart }) => apart).length * GAP;
  const step = (WIDTH - NAMES - gaps) / Math.max(1, columns.length);
  const lefts = columns.map((_, at) => {
    const before = columns.slice(0, at + 1).filter(({ apart }) => apart).length;
    return NAMES + at * step + before * GAP;
  });
  const heads = columns.map(({ name, strong }, at) => {
    const x = n((lefts[at] ?? 0) + step / 2 + 4);
    const weight = strong ? ' font-weight="700"' : '';
    return `<text class="small" transform="translate(${x} ${HEAD - 6}) rotate(-90)"${weight}>${escapeHtml(name)}</text>`;
  });
  let top = HEAD;
  const body = blocks.flatMap(({ title, rows }) => {
    const heading = `<text class="small" x="0" y="${top + TITLE - 8}" font-weight="700">${escapeHtml(title)}</text>`;
    const first = top + TITLE + ROW;
    top += TITLE + rows.length * ROW;
    return [
      heading,
      ...rows.flatMap(({ name, cells }, at) => rowParts(name, cells, lefts, step, first + at * ROW)),
    ];
  });
  return svg(label, top + 4, [...heads, ...body], WIDTH);
}

function rowParts(
  name: string,
  cells: readonly (HeatCell | null)[],
  lefts: readonly number[],
  step: number,
  bottom: number,
): string[] {
  const y = bottom - 4;
  const title = `<text class="small" x="${NAMES - 8}" y="${y}" text-anchor="end">${escapeHtml(name)}</text>`;
  const drawn = cells.flatMap((cell, at) => {
    const left = lefts[at] ?? 0;
    if (cell === null) return [];
    const shade = Math.min(1, Math.abs(cell.shade));
    const kind = cell.shade < 0 ? 'better' : 'worse';
    return [
      `<rect class="${kind}" x="${n(left)}" y="${bottom - ROW}" width="${n(step - 1)}" height="${ROW - 1}" fill-opacity="${shade.toFixed(2)}"/>`,
      `<text class="small" x="${n(left + step / 2)}" y="${y}" text-anchor="middle">${escapeHtml(cell.text)}</text>`,
    ];
  });
  return [title, ...drawn];
}
