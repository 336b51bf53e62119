// One chart over time, by uPlot: its series, its legend with the values of now, and the marks of changes.

import { drawMarks, MARKS_HEIGHT } from './chart-marks.js';
import { byId, make, setText } from './dom.js';
import { clock } from './format.js';
import { SPAN_S } from './history.js';
import { colorOf } from './palette.js';
import uPlot from './uPlot.js';

/** @typedef {import('../src/inspector/inspector-view.ts').Mark & { timeS: number }} TimedMark */
/** @typedef {{ column: string, label: string, color: string, width?: number, dash?: number[], fill?: boolean }} Series */

const HEIGHT = 210;
/** The least time that a chart spans: a young page is not stretched. */
const LEAST_S = 30;
const FONT = '11px system-ui, sans-serif';

export class Chart {
  #box;
  #legend;
  #now;
  #format;
  #range;
  /** @type {uPlot | null} */
  #plot = null;
  /** @type {readonly Series[]} */
  #series = [];
  /** @type {HTMLElement[]} */
  #values = [];
  /** @type {readonly TimedMark[]} */
  #marks = [];
  #near = true;
  #saidAtS = 0;

  /**
   * @param {string} id
   * @param {{ format: (value: number | null) => string, top?: number }} options `top`: the least height of the scale
   */
  constructor(id, { format, top = 1 }) {
    this.#box = byId(id, HTMLElement);
    this.#legend = byId(`${id}-legend`, HTMLElement);
    this.#now = byId(`${id}-now`, HTMLElement);
    this.#format = format;
    this.#range = (/** @type {uPlot} */ _plot, /** @type {number} */ _min, /** @type {number} */ max) =>
      /** @type {uPlot.Range.MinMax} */ ([0, Math.max(top, (max ?? 0) * 1.12)]);
    new ResizeObserver(() => {
      const width = this.#box.clientWidth;
      if (this.#plot !== null && width > 0 && width !== this.#plot.width)
        this.#plot.setSize({ width, height: HEIGHT });
    }).observe(this.#box);
    // A busy page is told of several changes at once, the newest last. A screen away is near: who scrolls finds it drawn.
    const onSight = (/** @type {IntersectionObserverEntry[]} */ entries) => {
      this.#near = entries.at(-1)?.isIntersecting ?? true;
    };
    new IntersectionObserver(onSight, { rootMargin: '100% 0px' }).observe(this.#box);
  }

  /** Builds it anew: other series, or other colours. @param {readonly Series[]} series */
  setSeries(series) {
    this.#series = series;
    this.#plot?.destroy();
    this.#plot = null;
    this.#values = series.map(() => make('b', {}, '–'));
    const items = series.map(({ label, color }, index) => {
      const swatch = make('span', { class: 'swatch', 'aria-hidden': 'true' });
      swatch.style.background = `var(${color})`;
      return make('li', {}, swatch, `${label} `, this.#values[index] ?? '');
    });
    this.#legend.replaceChildren(...items);
  }

  /**
   * Far out of sight it is not drawn, but its values are told, as a screen reader reads them.
   * @param {readonly number[]} times @param {(name: string) => (number | null)[]} columnOf
   * @param {readonly TimedMark[]} marks
   */
  draw(times, columnOf, marks) {
    const columns = this.#series.map(({ column }) => columnOf(column));
    this.#tell(columns, times.at(-1) ?? 0);
    if (!this.#near || this.#box.clientWidth === 0) return;
    this.#marks = marks;
    const data = /** @type {uPlot.AlignedData} */ ([times, ...columns]);
    if (this.#plot === null) this.#plot = new uPlot(this.#options(), data, this.#box);
    else this.#plot.setData(data);
  }

  /** @param {readonly (readonly (number | null)[])[]} columns @param {number} now seconds */
  #tell(columns, now) {
    if (typeof this.#plot?.cursor.idx !== 'number') this.#show(columns, (columns[0]?.length ?? 0) - 1);
    if (now >= this.#saidAtS && now - this.#saidAtS < 5) return;
    this.#saidAtS = now;
    const words = this.#series.map(
      ({ label }, at) => `${label} ${this.#format(columns[at]?.at(-1) ?? null)}`,
    );
    setText(this.#now, `Now: ${words.join(', ')}`);
  }

  /** @param {readonly (readonly (number | null | undefined)[])[]} columns @param {number} index */
  #show(columns, index) {
    columns.forEach((column, at) => {
      const value = this.#values[at];
      if (value !== undefined) setText(value, this.#format(column[index] ?? null));
    });
  }

  /** @returns {uPlot.Options} */
  #options() {
    const [text, line] = [colorOf('--muted'), colorOf('--line')];
    const axis = { stroke: text, font: FONT, ticks: { show: false } };
    return {
      width: this.#box.clientWidth,
      height: HEIGHT,
      padding: [MARKS_HEIGHT + 6, 28, 0, 0],
      legend: { show: false },
      cursor: { sync: { key: 'inspector' }, drag: { x: false, y: false }, points: { size: 6 } },
      scales: {
        x: {
          time: true,
          range: (_plot, min, max) => [Math.max(max - SPAN_S, Math.min(min, max - LEAST_S)), max],
        },
        y: { range: this.#range },
      },
      axes: [
        {
          ...axis,
          size: 28,
          grid: { show: false },
          space: 80,
          values: (_plot, splits) => splits.map(timeOfDay),
        },
        {
          ...axis,
          size: 58,
          grid: { stroke: line, width: 1 },
          values: (_plot, splits) => splits.map(split => this.#format(split)),
        },
      ],
      series: [{}, ...this.#series.map(series => seriesOf(series))],
      hooks: {
        draw: [plot => drawMarks(plot, this.#marks)],
        setCursor: [
          plot => {
            const { idx } = plot.cursor;
            if (typeof idx === 'number')
              this.#show(/** @type {(number | null)[][]} */ (plot.data.slice(1)), idx);
          },
        ],
      },
    };
  }
}

/** @param {number} timeS */
function timeOfDay(timeS) {
  return clock(timeS * 1000).slice(0, 8);
}

/** @param {Series} series @returns {uPlot.Series} */
function seriesOf({ color, width = 1.75, dash }) {
  return { stroke: colorOf(color), width, points: { show: false }, ...(dash && { dash }) };
}
