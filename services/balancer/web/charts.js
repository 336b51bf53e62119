// The four charts, their shared history, and when they are drawn.

import { Chart } from './chart.js';
import { duration, number, rate } from './format.js';
import { History } from './history.js';
import { onColors } from './palette.js';

/** @typedef {import('../src/inspector/inspector-view.ts').InspectorState} State */

const EVERY_MS = 400;
const latencies = [
  { column: 'p50Ms', label: 'p50', color: '--series-6' },
  { column: 'p90Ms', label: 'p90', color: '--series-5' },
  { column: 'p99Ms', label: 'p99', color: '--series-4', width: 2.25 },
];
const costs = [
  { column: 'probesPerSecond', label: 'probes/s', color: '--series-5', width: 2.25 },
  { column: 'skippedPerSecond', label: 'skipped/s', color: '--series-7' },
  { column: 'probesPerQuery', label: 'probes per call', color: '--series-8', dash: [4, 4] },
];

export class Charts {
  #history = new History();
  #charted;
  #drawnAtMs = 0;
  #latency = new Chart('chart-latency', { format: duration, top: 5 });
  #share = new Chart('chart-share', {
    format: value => (value === null ? '–' : `${number(value)} %`),
    top: 50,
  });
  #rif = new Chart('chart-rif', { format: value => number(value), top: 5 });
  #cost = new Chart('chart-cost', { format: rate, top: 5 });

  /** @param {import('./charted.js').Charted} charted */
  constructor(charted) {
    this.#charted = charted;
    charted.onChange(() => this.#setSeries());
    onColors(() => this.#setSeries());
    this.#setSeries();
  }

  /** @param {State} state @param {boolean} held whether the picture stands still */
  draw(state, held) {
    this.#history.add(state, this.#charted.replicas);
    if (held || (state.atMs - this.#drawnAtMs < EVERY_MS && state.atMs >= this.#drawnAtMs)) return;
    this.#drawnAtMs = state.atMs;
    const marks = state.marks.map(mark => ({
      ...mark,
      timeS: (state.timeMs - (state.atMs - mark.atMs)) / 1000,
    }));
    const column = (/** @type {string} */ name) => this.#history.column(name);
    for (const chart of [this.#latency, this.#share, this.#rif, this.#cost])
      chart.draw(this.#history.times, column, marks);
  }

  #setSeries() {
    const { replicas } = this.#charted;
    const by = (/** @type {string} */ what) =>
      replicas.map(replica => ({
        column: `${what} ${replica}`,
        label: replica,
        color: this.#charted.colorOf(replica) ?? '--series-8',
      }));
    this.#latency.setSeries(latencies);
    this.#share.setSeries(by('share'));
    this.#rif.setSeries(by('rif'));
    this.#cost.setSeries(costs);
  }
}
