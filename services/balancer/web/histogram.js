// How RIF is distributed, with the threshold in it.

import { byId } from './dom.js';
import { Drawing } from './svg.js';

/** @typedef {import('../src/inspector/inspector-view.ts').InspectorState} State */
/** @typedef {{ from: number, to: number, count: number, hot: boolean }} Bin */

const HEIGHT = 244;
const TOP = 26;
const BOTTOM = 34;
const MAX_BARS = 24;

export class Histogram {
  #svg = byId('histogram', SVGSVGElement);
  #drawing = new Drawing(this.#svg, ['bars', 'over']);
  #width = 0;

  constructor() {
    new ResizeObserver(([entry]) => {
      this.#width = entry?.contentRect.width ?? 0;
    }).observe(this.#svg);
  }

  /** @param {State} state */
  draw(state) {
    const width = this.#width;
    if (width < 60) return;
    const drawing = this.#drawing;
    drawing.begin(width, HEIGHT);
    const bins = binsOf(state);
    const most = Math.max(1, ...bins.map(({ count }) => count));
    const step = width / Math.max(bins.length, 8);
    const base = HEIGHT - BOTTOM;
    bins.forEach(({ from, to, count, hot }, index) => {
      const height = ((base - TOP) * count) / most;
      drawing.put('bars', 'rect', `bar-${index}`, {
        ...{ x: index * step + step * 0.12, y: base - height, width: step * 0.76, height, rx: 3 },
        class: `hist-bar ${hot ? 'hot' : 'cold'}`,
      });
      const every = Math.ceil(26 / step);
      if (index % every !== 0) return;
      const at = { x: (index + 0.5) * step, y: base + 16, class: 'axis middle' };
      drawing.put('over', 'text', `tick-${index}`, at, from === to ? String(from) : `${from}–${to}`);
    });
    drawing.put('over', 'line', 'base', { x1: 0, x2: width, y1: base, y2: base, class: 'hist-base' });
    const axis = { x: width / 2, y: HEIGHT - 3, class: 'axis middle' };
    drawing.put('over', 'text', 'axis', axis, 'requests in flight, as reported');
    this.#threshold(state, bins, step, base);
    drawing.end();
    this.#describe(state);
  }

  /** @param {State} state @param {readonly Bin[]} bins @param {number} step @param {number} base */
  #threshold(state, bins, step, base) {
    if (state.threshold === null) return;
    const firstHot = bins.findIndex(({ hot }) => hot);
    const x = (firstHot < 0 ? bins.length : firstHot) * step;
    const at = { x1: x, x2: x, y1: 14, y2: base, class: 'hist-line' };
    this.#drawing.put('over', 'line', 'threshold', at);
    const right = x > this.#width * 0.55;
    const text = `threshold ${state.threshold}`;
    const place = { x: x + (right ? -6 : 6), y: 12, class: right ? 'strong end' : 'strong' };
    this.#drawing.put('over', 'text', 'threshold-text', place, text);
  }

  /** @param {State} state */
  #describe({ rifHistory, threshold }) {
    const count = Object.values(rifHistory).reduce((sum, each) => sum + each, 0);
    const largest = Math.max(0, ...Object.keys(rifHistory).map(Number));
    const line = threshold === null ? 'no threshold' : `threshold ${threshold}`;
    const label = `${count} reports from RIF 0 to ${largest}, ${line}`;
    if (this.#svg.getAttribute('aria-label') !== label) this.#svg.setAttribute('aria-label', label);
  }
}

/** A bar a RIF; where there are too many, a bar a range. @param {State} state @returns {Bin[]} */
function binsOf({ rifHistory, threshold, options }) {
  const largest = Math.max(0, ...Object.keys(rifHistory).map(Number));
  const size = Math.ceil((largest + 1) / MAX_BARS);
  const bins = Array.from({ length: Math.ceil((largest + 1) / size) }, (_, index) => {
    const from = index * size;
    return { from, to: from + size - 1, count: 0, hot: isHot(from, threshold, options.hotTies) };
  });
  for (const [rif, count] of Object.entries(rifHistory)) {
    const bin = bins[Math.floor(Number(rif) / size)];
    if (bin !== undefined) bin.count += count;
  }
  return bins;
}

/** @param {number} rif @param {number | null} threshold @param {string} ties */
function isHot(rif, threshold, ties) {
  if (threshold === null) return false;
  return rif > threshold || (ties === 'hot' && rif === threshold);
}
