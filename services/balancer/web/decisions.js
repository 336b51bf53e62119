// The last decisions, in words. Each leads to its trace in Jaeger, or is shown here where there is none. The list stands
// still while somebody reads it.

import { byId, make, setAttribute, setText } from './dom.js';
import { clock, duration } from './format.js';
import { aimAtTrace, traceLink } from './trace-link.js';

/** @typedef {import('../src/inspector/inspector-view.ts').InspectorHello} Hello */
/** @typedef {import('../src/inspector/inspector-view.ts').InspectorState} State */
/** @typedef {import('../src/inspector/inspector-view.ts').DecisionLine} Line */

const LINES = 10;
const EVERY_MS = 1000;

export class Decisions {
  #list = byId('decisions', HTMLOListElement);
  #note = byId('decisions-note', HTMLElement);
  #drawnAtMs = 0;
  #onOpen;
  /** Null before the balancer has told it. @type {string | null} */
  #jaegerUrl = null;
  /** @type {Line[]} */
  #lines = [];

  /** @param {(line: Line) => void} onOpen */
  constructor(onOpen) {
    this.#onOpen = onOpen;
  }

  /** @param {Hello} hello */
  onHello({ jaegerUrl }) {
    if (jaegerUrl === this.#jaegerUrl) return;
    this.#jaegerUrl = jaegerUrl;
    const rows = Array.from({ length: LINES }, (_, index) => this.#newRow(index, jaegerUrl !== ''));
    this.#list.replaceChildren(...rows);
  }

  /** Also while one of them is open: whoever closes it finds the list as it was. */
  get #reading() {
    const list = this.#list;
    const open = document.querySelector('dialog[open]') !== null;
    return open || list.matches(':hover') || list.contains(document.activeElement);
  }

  /** @param {State} state */
  draw(state) {
    const reading = this.#reading;
    const click =
      this.#jaegerUrl === '' ? 'Open one to see all of it.' : 'A click opens its trace in Jaeger.';
    setText(
      this.#note,
      state.decisions.length === 0
        ? 'No call has come yet.'
        : reading
          ? 'The list stands still while you read.'
          : `The newest of ${Math.round(state.rates.callsPerSecond ?? 0)} calls a second, once a second. ${click}`,
    );
    const since = state.atMs - this.#drawnAtMs;
    const still = reading || (since < EVERY_MS && since >= 0);
    if (still && this.#lines.length > 0) {
      this.#lines = this.#lines.map(line => state.decisions.find(({ id }) => id === line.id) ?? line);
    } else {
      this.#drawnAtMs = state.atMs;
      this.#lines = state.decisions.slice(0, LINES);
    }
    this.#lines.forEach((line, index) => {
      this.#show(line, index, state);
    });
    for (let index = this.#lines.length; index < LINES; index++) this.#item(index).hidden = true;
  }

  /** @param {Line} line @param {number} index @param {State} state */
  #show(line, index, state) {
    const item = this.#item(index);
    item.hidden = false;
    const link = item.querySelector('a');
    if (link !== null) aimAtTrace(link, this.#jaegerUrl ?? '', line.traceId);
    const details = item.querySelector('.quiet');
    if (details !== null) setAttribute(details, 'aria-label', `Details of decision ${line.id}`);
    const [time, tag, why, end] = item.querySelectorAll('span');
    if (!time || !tag || !why || !end) return;
    setText(time, clock(state.timeMs - (state.atMs - line.atMs)));
    setText(tag, line.rule);
    if (tag.className !== `tag ${line.rule}`) tag.className = `tag ${line.rule}`;
    setText(why, line.reason.startsWith(line.replica) ? line.reason : `${line.replica}: ${line.reason}`);
    setText(end, line.status === null ? 'running' : `${line.status} ${duration(line.durationMs)}`);
    end.classList.toggle('bad', line.status !== null && line.status !== 'OK');
  }

  /** A link to the trace with a button for the details, or a button for both. @param {number} index @param {boolean} traced */
  #newRow(index, traced) {
    const parts = ['time', 'tag', 'why', 'end'].map(name => make('span', { class: name }));
    const open = make('button', { type: 'button', 'aria-haspopup': 'dialog' });
    open.addEventListener('click', () => {
      const line = this.#lines[index];
      if (line !== undefined) this.#onOpen(line);
    });
    open.className = traced ? 'quiet' : 'decision';
    open.append(...(traced ? ['Details'] : parts));
    if (!traced) return make('li', { hidden: '' }, open);
    const link = traceLink(...parts);
    link.className = 'decision';
    link.title = 'Open its trace in Jaeger';
    return make('li', { hidden: '' }, link, open);
  }

  /** @param {number} index @returns {HTMLElement} */
  #item(index) {
    return /** @type {HTMLElement} */ (this.#list.children[index]);
  }
}
