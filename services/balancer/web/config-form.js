// Settings that change at run time. What somebody is editing is not overwritten by what is in force.

import { ask } from './api.js';
import { byId, make } from './dom.js';

/** @typedef {import('../src/inspector/inspector-view.ts').InspectorHello} Hello */
/** @typedef {import('../src/inspector/inspector-view.ts').InspectorState} State */
/** @typedef {'policy' | 'mode' | 'qRif' | 'rProbe' | 'poolSize'} Field */

/** @type {readonly Field[]} */
const FIELDS = ['policy', 'mode', 'qRif', 'rProbe', 'poolSize'];

export class ConfigForm {
  #form = byId('config-form', HTMLFormElement);
  #answer = byId('config-answer', HTMLElement);
  #quantile = byId('config-qrif-now', HTMLOutputElement);
  /** @type {Set<string>} */
  #edited = new Set();
  #generation = -1;

  constructor() {
    this.#form.addEventListener('input', event => {
      if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement)
        this.#edited.add(event.target.name);
      this.#showQuantile();
    });
    this.#form.addEventListener('submit', event => {
      event.preventDefault();
      void this.#apply();
    });
  }

  /** @param {Hello} hello */
  onHello({ knobs }) {
    for (const name of FIELDS) {
      const knob = knobs[name];
      const input = this.#input(name);
      if (input instanceof HTMLSelectElement && knob.kind === 'choice') {
        input.replaceChildren(...knob.choices.map(word => make('option', { value: word }, word)));
      } else if (input instanceof HTMLInputElement && knob.kind !== 'choice') {
        input.min = String(knob.min);
        input.max = String(knob.max);
      }
    }
    this.#generation = -1;
  }

  /** @param {State} state */
  draw({ options, generation }) {
    if (generation === this.#generation) return;
    this.#generation = generation;
    for (const name of FIELDS) if (!this.#edited.has(name)) this.#input(name).value = String(options[name]);
    this.#showQuantile();
  }

  /** @param {Field} name */
  #input(name) {
    return /** @type {HTMLInputElement | HTMLSelectElement} */ (this.#form.elements.namedItem(name));
  }

  #showQuantile() {
    this.#quantile.textContent = Number(this.#input('qRif').value).toFixed(2);
  }

  async #apply() {
    const change = Object.fromEntries(
      FIELDS.filter(name => this.#edited.has(name)).map(name => {
        const { value } = this.#input(name);
        return [name, name === 'policy' || name === 'mode' ? value : Number(value)];
      }),
    );
    if (Object.keys(change).length === 0) {
      this.#say(true, 'Nothing differs from what is in force.');
      return;
    }
    try {
      const { generation } = await ask('/config', change);
      this.#edited.clear();
      this.#say(true, `In force: configuration ${generation}.`);
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
