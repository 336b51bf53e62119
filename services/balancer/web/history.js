// What the charts show: the last two minutes of states, as columns.

/** @typedef {import('../src/inspector/inspector-view.ts').InspectorState} State */

export const SPAN_S = 120;
/** The times of the columns are wall clock seconds. */
const LATENCY = ['p50Ms', 'p90Ms', 'p99Ms'];

export class History {
  /** @type {number[]} */
  times = [];
  /** @type {Map<string, (number | null)[]>} */
  #columns = new Map();

  /** @param {string} name @returns {(number | null)[]} */
  column(name) {
    return this.#columns.get(name) ?? this.times.map(() => null);
  }

  /** @param {State} state @param {readonly string[]} replicas those drawn */
  add(state, replicas) {
    const { rates, latency } = state;
    const now = state.timeMs / 1000;
    if (now < (this.times.at(-1) ?? 0)) this.#clear();
    this.times.push(now);
    for (const name of LATENCY) this.#push(name, latency[/** @type {keyof typeof latency} */ (name)]);
    this.#push('probesPerSecond', rates.probesPerSecond);
    this.#push('skippedPerSecond', rates.skippedPerSecond);
    this.#push('probesPerQuery', rates.probesPerQuery);
    const drawn = new Set(replicas);
    for (const { replica, rif } of state.replicas) {
      if (!drawn.has(replica)) continue;
      this.#push(`rif ${replica}`, rif);
      const share = state.shares[replica] ?? null;
      this.#push(`share ${replica}`, share === null ? null : share * 100);
    }
    for (const [name, column] of this.#columns) {
      if (column.length < this.times.length) column.push(null);
      if (column.every(value => value === null)) this.#columns.delete(name);
    }
    this.#forget(now - SPAN_S);
  }

  /** @param {string} name @param {number | null} value */
  #push(name, value) {
    let column = this.#columns.get(name);
    if (column === undefined) {
      column = new Array(this.times.length - 1).fill(null);
      this.#columns.set(name, column);
    }
    column.push(value);
  }

  /** @param {number} before */
  #forget(before) {
    const old = this.times.findIndex(time => time >= before);
    if (old < 20) return;
    this.times.splice(0, old);
    for (const column of this.#columns.values()) column.splice(0, old);
  }

  #clear() {
    this.times = [];
    this.#columns.clear();
  }
}
