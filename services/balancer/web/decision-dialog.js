// One decision whole, with its trace, and decided again by hand under another threshold.

import { ask } from './api.js';
import { drawCandidates, factsOf } from './candidates.js';
import { byId, make } from './dom.js';
import { aimAtTrace, traceLink } from './trace-link.js';

/** @typedef {import('../src/admin/decisions.ts').DecisionView} Decision */
/** @typedef {import('../src/inspector/inspector-view.ts').InspectorHello} Hello */

const REPLAY =
  'The same reports, decided again by the policy itself under another threshold. Nothing is changed.';

export class DecisionDialog {
  #dialog = byId('decision', HTMLDialogElement);
  #table = byId('candidates', HTMLTableElement);
  #answer = byId('replay-answer', HTMLElement);
  #qRif = byId('replay-qrif', HTMLInputElement);
  #ties = byId('replay-ties', HTMLSelectElement);
  /** @type {Decision | null} */
  #decision = null;
  #jaegerUrl = '';

  constructor() {
    byId('decision-close', HTMLButtonElement).addEventListener('click', () => this.#dialog.close());
    this.#dialog.addEventListener('click', event => {
      if (event.target === this.#dialog) this.#dialog.close();
    });
    this.#qRif.addEventListener('input', () => this.#showQuantile());
    byId('replay-form', HTMLFormElement).addEventListener('submit', event => {
      event.preventDefault();
      void this.#replay();
    });
  }

  /** @param {Hello} hello */
  onHello({ jaegerUrl, knobs }) {
    this.#jaegerUrl = jaegerUrl;
    const { hotTies } = knobs;
    const words = hotTies.kind === 'choice' ? hotTies.choices : [];
    this.#ties.replaceChildren(...words.map(word => make('option', { value: word }, word)));
  }

  /** @param {import('../src/inspector/inspector-view.ts').DecisionLine} line */
  async open({ id, noReplay }) {
    this.#answer.textContent = '';
    byId('replay-fields', HTMLFieldSetElement).hidden = noReplay !== null;
    byId('replay-note', HTMLElement).textContent = noReplay === null ? REPLAY : `No replay: ${noReplay}.`;
    byId('decision-head', HTMLElement).textContent = `Decision ${id}`;
    try {
      this.#show(await ask(`/decisions/${id}`));
    } catch (error) {
      byId('decision-reason', HTMLElement).textContent =
        error instanceof Error ? error.message : String(error);
      this.#decision = null;
    }
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  /** @param {Decision} decision */
  #show(decision) {
    this.#decision = decision;
    byId('decision-reason', HTMLElement).textContent = decision.reason;
    const facts = factsOf(decision).map(([name, text]) =>
      make('div', {}, make('dt', {}, name), make('dd', {}, text)),
    );
    byId('decision-facts', HTMLElement).replaceChildren(...facts);
    const trace = byId('decision-trace', HTMLElement);
    if (this.#jaegerUrl === '') {
      trace.textContent = 'There is no Jaeger here (JAEGER_URL): the facts stand below.';
    } else {
      const link = traceLink('Open the trace in Jaeger');
      aimAtTrace(link, this.#jaegerUrl, decision.traceId);
      trace.replaceChildren(link);
    }
    drawCandidates(this.#table, decision, null);
    this.#qRif.value = String(decision.qRif ?? 0);
    this.#ties.value = decision.hotTies ?? 'cold';
    this.#showQuantile();
  }

  #showQuantile() {
    byId('replay-qrif-now', HTMLOutputElement).textContent = Number(this.#qRif.value).toFixed(2);
  }

  async #replay() {
    const decision = this.#decision;
    if (decision === null) return;
    const change = { qRif: Number(this.#qRif.value), hotTies: this.#ties.value };
    try {
      const replay = await ask(`/decisions/${decision.id}/replay`, change);
      const same = replay.replica === decision.replica ? 'The same pick' : 'Another pick';
      this.#say(true, `${same} under threshold ${replay.threshold ?? 'infinite'}. ${replay.reason}`);
      drawCandidates(this.#table, decision, replay);
    } catch (error) {
      this.#say(false, error instanceof Error ? error.message : String(error));
    }
  }

  /** @param {boolean} ok @param {string} text */
  #say(ok, text) {
    this.#answer.dataset.ok = String(ok);
    this.#answer.textContent = text;
  }
}
