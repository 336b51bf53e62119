// Changes and phases of scenarios on a chart: a dashed line with its text above, which never leaves the chart and never covers another.

import { colorOf } from './palette.js';

/** @typedef {import('./chart.js').TimedMark} TimedMark */

const ROW = 14;
const ROWS = 2;
const LONGEST = 34;
const SHORTEST = 8;

/** The room that texts take above the lines. */
export const MARKS_HEIGHT = ROW * ROWS;

/** @param {import('./uPlot.js')} plot @param {readonly TimedMark[]} marks */
export function drawMarks(plot, marks) {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = `${11 * ratio}px system-ui, sans-serif`;
  ctx.textBaseline = 'top';
  ctx.textAlign = 'left';
  ctx.lineWidth = ratio;
  const colors = { config: colorOf('--accent'), control: colorOf('--warn'), scenario: colorOf('--muted') };
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
    const label = place(ctx, cutEnd(text, LONGEST), x, plot, ends);
    if (label === null) continue;
    ends[label.row] = label.from + label.width + 6 * ratio;
    ctx.fillStyle = colors[kind];
    ctx.fillText(label.text, label.from, bbox.top - (MARKS_HEIGHT + 3 - label.row * ROW) * ratio);
  }
  ctx.restore();
}

/**
 * Where a text stands: right of its line, else left of it, else cut short at the right; null where all is taken.
 * @param {CanvasRenderingContext2D} ctx @param {string} text @param {number} x
 * @param {import('./uPlot.js')} plot @param {readonly number[]} ends where the texts of each row end
 */
function place(ctx, text, x, { bbox, width: chartWidth }, ends) {
  const ratio = devicePixelRatio;
  const edge = chartWidth * ratio;
  const width = ctx.measureText(text).width;
  const fitting = Math.floor((text.length * (edge - x - 6 * ratio)) / width);
  const cut = cutEnd(text, Math.max(1, fitting));
  const tries = [
    { text, width, from: x + 4 * ratio, fits: x + 4 * ratio + width <= edge },
    { text, width, from: x - 4 * ratio - width, fits: x - 4 * ratio - width >= bbox.left },
    { text: cut, width: ctx.measureText(cut).width, from: x + 4 * ratio, fits: fitting >= SHORTEST },
  ];
  for (const { fits, ...label } of tries) {
    const row = fits ? ends.findIndex(end => label.from > end) : -1;
    if (row >= 0) return { ...label, row };
  }
  return null;
}

/** @param {string} text @param {number} most */
function cutEnd(text, most) {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
