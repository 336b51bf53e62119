// What every plot is made of: its place on the page, grid lines with their numbers, titles, and the mark of a series.
//
// Colours are classes of the page (s0, s1, ...), for light and dark; shapes and dashes tell series apart without them.

import { escapeHtml } from './html-text.ts';
import type { Scale } from './scale.ts';

export const WIDTH = 640;
export const RIGHT = WIDTH - 24;
export const LEFT = 64;
export const TOP = 12;
/** Where the lower edge of a plot is that has no rows of its own. */
export const BOTTOM = 248;

/** A value with its range. */
export interface Ranged {
  readonly mid: number;
  readonly min: number;
  readonly max: number;
}

/** The sign of a series at a place. */
export function mark(series: number, x: number, y: number, size = 4.5): string {
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

export function verticals(x: Scale, bottom: number, text: (value: number) => string): readonly string[] {
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

/** Height of a line of ticks. */
export const TICK_LINE = 13;

/**
 * What stands around a plot with a vertical axis and no rows of its own: lines across and both titles, below `tickLines` lines
 * of ticks.
 */
export function frame(y: Scale, xTitle: string, yTitle: string, tickLines = 1): readonly string[] {
  return [
    ...horizontals(y, number),
    axisTitle(xTitle, (LEFT + RIGHT) / 2, BOTTOM + 36 + TICK_LINE * (tickLines - 1)),
    sideTitle(yTitle, (TOP + BOTTOM) / 2),
  ];
}

export function axisTitle(text: string, x: number, y: number): string {
  return `<text class="axis" x="${n(x)}" y="${n(y)}" text-anchor="middle">${escapeHtml(text)}</text>`;
}

function sideTitle(text: string, y: number): string {
  return `<text class="axis" transform="translate(14 ${n(y)}) rotate(-90)" text-anchor="middle">${escapeHtml(text)}</text>`;
}

/** The whole picture. */
export function svg(label: string, height: number, parts: readonly string[], width = WIDTH): string {
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(label)}">\n${parts.join('\n')}\n</svg>`;
}

/** A number along an axis. */
export function number(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** A coordinate. */
export function n(value: number): string {
  return value.toFixed(1);
}
