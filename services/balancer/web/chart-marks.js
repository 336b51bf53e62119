// Changes on a chart: a dashed line with its text above, which never leaves the chart and never covers another.

import { shorten } from './format.js';
import { colorOf } from './palette.js';

/** @typedef {import('./chart.js').TimedMark} TimedMark */

const ROW = 14;
const ROWS = 2;
const LONGEST = 34;

/** The room that texts take above the lines. */
export const MARKS_HEIGHT = ROW * ROWS;

/** @param {import('./uPlot.js')} plot @param {readonly TimedMark[]} marks */
export function drawMarks(plot, marks) {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = `${11 * ratio}px system-ui, sans-serif`;
  ctx.textBaseline = 'top';
  ctx.lineWidth = ratio;
  const colors = { config: colorOf('--accent'), control: colorOf('--warn') };
  const ends = new Array(ROWS).fill(Number.NEGATIVE_INFINITY);
  for (const { timeS, text, kind } of marks) {
    const x = plot.valToPos(timeS, 'x', true);
    if (!(x >= bbox.left && x <= bbox.left + bbox.width)) continue;
    ctx.strokeStyle = colors[kind];
    ctx.setLineDash([4 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top - 4 * ratio);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    const label = shorten(text, LONGEST);
    const width = ctx.measureText(label).width;
    const right = x + width + 6 * ratio <= bbox.left + bbox.width;
    const from = right ? x + 4 * ratio : x - width - 4 * ratio;
    if (from < bbox.left) continue;
    const row = ends.findIndex(end => from > end);
    if (row < 0) continue;
    ends[row] = from + width + 6 * ratio;
    const y = bbox.top - (MARKS_HEIGHT + 4 - row * ROW) * ratio;
    ctx.fillStyle = colors[kind];
    ctx.fillText(label, from, y + ratio);
  }
  ctx.restore();
}
