// The replicas as a table: sorted and searched here, at most some of them drawn, the rest counted.

import { byId, make, setAttribute, setText } from './dom.js';
import { faultText, penaltyText, stateWords } from './flow-cards.js';
import { counted, duration, number, percent } from './format.js';

/** @typedef {import('../src/inspector/inspector-view.ts').InspectorState} State */
/** @typedef {import('../src/inspector/inspector-view.ts').ReplicaRow} Row */
/** @typedef {import('./charted.js').Charted} Charted */
/** @typedef {{ name: string, head: string, value: (row: Row) => number | string | null, text: (row: Row, state: State) => string, left?: true }} Column */

const MOST_ROWS = 40;
const EVERY_MS = 500;

/** @type {readonly Column[]} */
const COLUMNS = [
  { name: 'replica', head: 'replica', value: row => row.replica, text: named, left: true },
  { name: 'state', head: 'state', value: row => row.state, text: stateText, left: true },
  { name: 'rif', head: 'RIF', value: row => row.rif, text: row => number(row.rif) },
  { name: 'inFlight', head: 'from here', value: row => row.inFlight, text: row => String(row.inFlight) },
  { name: 'latencyMs', head: 'estimate', value: row => row.latencyMs, text: row => duration(row.latencyMs) },
  { name: 'share', head: 'share', value: row => row.share, text: row => percent(row.share) },
  { name: 'p50Ms', head: 'p50', value: row => row.p50Ms, text: row => duration(row.p50Ms) },
  { name: 'p99Ms', head: 'p99', value: row => row.p99Ms, text: row => duration(row.p99Ms) },
  { name: 'errors', head: 'errors', value: row => row.errors, text: row => row.errors.toLocaleString('en') },
  { name: 'age', head: 'report age', value: row => row.reportAgeMs, text: row => duration(row.reportAgeMs) },
];

export class Replicas {
  #table = byId('replicas', HTMLTableElement);
  #filter = byId('replicas-filter', HTMLInputElement);
  #note = byId('replicas-note', HTMLElement);
  #charted;
  #sort = { column: '', up: true };
  #drawnAtMs = Number.NEGATIVE_INFINITY;
  /** @type {Map<string, HTMLTableRowElement>} */
  #rows = new Map();
  /** @type {State | null} */
  #last = null;

  /** @param {Charted} charted */
  constructor(charted) {
    this.#charted = charted;
    const heads = COLUMNS.map(({ name, head, left }) => {
      const button = make('button', { type: 'button', class: 'sort' }, head);
      button.addEventListener('click', () => this.#sortBy(name));
      return make('th', { scope: 'col', 'data-column': name, class: left ? 'left' : null }, button);
    });
    const chart = make('th', { scope: 'col', class: 'left' }, 'chart');
    this.#table.tHead?.rows[0]?.replaceChildren(chart, ...heads);
    this.#filter.addEventListener('input', () => this.#redraw());
    charted.onChange(() => this.#redraw());
  }

  /** @param {State} state */
  draw(state) {
    this.#last = state;
    if (state.atMs >= this.#drawnAtMs && state.atMs - this.#drawnAtMs < EVERY_MS) return;
    this.#drawnAtMs = state.atMs;
    const found = this.#sorted(state).filter(({ replica }) =>
      (replica + (state.faults[replica]?.name ?? '')).includes(this.#filter.value.trim()),
    );
    const shown = found.slice(0, MOST_ROWS);
    const body = this.#table.tBodies[0];
    if (body === undefined) return;
    const wanted = new Set(shown.map(({ replica }) => replica));
    for (const [replica, row] of this.#rows) {
      if (wanted.has(replica)) continue;
      row.remove();
      this.#rows.delete(replica);
    }
    shown.forEach((row, index) => {
      const line = this.#rows.get(row.replica) ?? this.#newRow(row.replica);
      if (body.rows[index] !== line) body.insertBefore(line, body.rows[index] ?? null);
      this.#fill(line, row, state);
    });
    const left = found.length > shown.length ? `; ${found.length - shown.length} more: sort or search` : '';
    const of = found.length === state.replicas.length ? '' : ` of ${state.replicas.length}`;
    setText(
      this.#note,
      `${shown.length}${of} shown${left}. Charted: ${counted(this.#charted.count, 'replica')}.`,
    );
  }

  #redraw() {
    this.#drawnAtMs = Number.NEGATIVE_INFINITY;
    if (this.#last !== null) this.draw(this.#last);
  }

  /** @param {string} column */
  #sortBy(column) {
    const up = this.#sort.column === column ? !this.#sort.up : column === 'replica' || column === 'state';
    this.#sort = { column, up };
    for (const head of this.#table.querySelectorAll('th[data-column]')) {
      const order = head.getAttribute('data-column') === column ? (up ? 'ascending' : 'descending') : null;
      setAttribute(head, 'aria-sort', order);
    }
    this.#redraw();
  }

  /** What is unknown comes last either way. @param {State} state */
  #sorted({ replicas }) {
    const column = COLUMNS.find(({ name }) => name === this.#sort.column);
    if (column === undefined) return replicas;
    const sign = this.#sort.up ? 1 : -1;
    return [...replicas].sort((a, b) => {
      const [left, right] = [column.value(a), column.value(b)];
      if (left === right) return 0;
      if (left === null || right === null) return left === null ? 1 : -1;
      return (left < right ? -1 : 1) * sign;
    });
  }

  /** @param {string} replica */
  #newRow(replica) {
    const toggle = make('button', { type: 'button', class: 'swatch-button' });
    toggle.addEventListener('click', () => this.#charted.toggle(replica));
    const cells = COLUMNS.map(({ name, left }) =>
      name === 'replica'
        ? make('th', { scope: 'row', class: 'mono left' })
        : make('td', { class: left ? 'left' : null }),
    );
    const row = make('tr', {}, make('td', { class: 'left' }, toggle), ...cells);
    this.#rows.set(replica, row);
    return row;
  }

  /** @param {HTMLTableRowElement} line @param {Row} row @param {State} state */
  #fill(line, row, state) {
    const toggle = line.querySelector('button');
    const color = this.#charted.colorOf(row.replica);
    if (toggle !== null) {
      setAttribute(toggle, 'aria-pressed', String(color !== null));
      setAttribute(toggle, 'aria-label', `Chart ${row.replica}`);
      toggle.style.color = color === null ? '' : `var(${color})`;
    }
    COLUMNS.forEach(({ name, text }, index) => {
      const cell = line.cells[index + 1];
      if (cell === undefined) return;
      setText(cell, text(row, state));
      if (name === 'state') {
        cell.classList.toggle('warn-text', stateText(row, state) !== 'available');
        setAttribute(cell, 'title', row.cause);
      }
      if (name === 'errors') cell.classList.toggle('bad', row.errors > 0);
    });
  }
}

/** @param {Row} row @param {State} state */
function named({ replica }, state) {
  const name = state.faults[replica]?.name;
  return name === undefined || replica.startsWith(name) ? replica : `${replica}  ${name}`;
}

/** @param {Row} row @param {State} state */
function stateText(row, state) {
  const fault = state.faults[row.replica];
  const words = [stateWords(row), penaltyText(row), fault === undefined ? '' : faultText(fault)];
  return words.filter(text => text !== '').join(', ');
}
