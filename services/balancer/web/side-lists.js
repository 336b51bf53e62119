// The pool as a table and the list of changes: the same as the drawings, for who cannot see them.

import { byId, make, setText } from './dom.js';
import { clock, duration } from './format.js';

/** @typedef {import('../src/inspector/inspector-view.ts').InspectorState} State */

const MOST_MARKS = 12;
const EVERY_MS = 1000;
const COLUMNS = 9;

export class PoolTable {
  #table = byId('pool-table', HTMLTableElement);
  #drawnAtMs = 0;

  /** Only where it is open. @param {State} state */
  draw({ pool, atMs }) {
    const closed = this.#table.closest('details')?.open !== true;
    if (closed || (atMs - this.#drawnAtMs < EVERY_MS && atMs >= this.#drawnAtMs)) return;
    this.#drawnAtMs = atMs;
    const body = this.#table.tBodies[0];
    if (body === undefined) return;
    while (body.rows.length > pool.length) body.deleteRow(-1);
    while (body.rows.length < pool.length) {
      const row = body.insertRow();
      row.append(make('th', { scope: 'row', class: 'mono' }));
      for (let index = 1; index < COLUMNS; index++) row.insertCell();
    }
    pool.forEach((entry, index) => {
      const { replica, hot, rif, reportedRif, penalty, latencyMs, ageMs, usesLeft, source } = entry;
      const texts = [
        replica,
        hot ? 'hot' : 'cold',
        rif,
        reportedRif,
        penalty,
        duration(latencyMs),
        duration(ageMs),
        usesLeft,
        source,
      ];
      const cells = body.rows[index]?.cells ?? [];
      texts.forEach((text, at) => {
        const cell = cells[at];
        if (cell !== undefined) setText(cell, String(text));
      });
    });
  }
}

export class MarkList {
  #list = byId('marks', HTMLOListElement);
  #none = byId('marks-none', HTMLElement);
  #newest = -1;

  /** @param {State} state */
  draw({ marks, timeMs, atMs }) {
    const newest = marks.at(-1)?.id ?? 0;
    if (newest === this.#newest) return;
    this.#newest = newest;
    const shown = marks.slice(-MOST_MARKS).reverse();
    const items = shown.map(mark => {
      const time = new Date(timeMs - (atMs - mark.atMs));
      const when = make('time', { datetime: time.toISOString() }, clock(time.getTime()).slice(0, 8));
      return make('li', {}, when, make('span', {}, mark.text));
    });
    this.#list.replaceChildren(...items);
    this.#none.hidden = items.length > 0;
  }
}
