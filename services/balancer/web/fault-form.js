// Making one backend worse for a while, and what is wrong with each at the moment.

import { ask } from './api.js';
import { byId, make, setText } from './dom.js';
import { faultText } from './flow-cards.js';

/** @typedef {import('../src/inspector/inspector-view.ts').InspectorHello} Hello */
/** @typedef {import('../src/inspector/inspector-view.ts').InspectorState} State */

/** What each kind asks for: the name of its value, where it starts, its bounds, and how it is sent. */
const KINDS = /** @type {const} */ ({
  slowFactor: { name: 'times slower', init: 10, min: 1, max: 1000, scale: 1 },
  errorFraction: { name: 'percent failing', init: 50, min: 0, max: 100, scale: 100 },
  capacityCores: { name: 'cores', init: 1, min: 0.01, max: 1024, scale: 1 },
  frozen: { name: 'no value', init: 1, min: 1, max: 1, scale: 1 },
});
const NORMAL = { slowFactor: 1, errorFraction: 0, frozen: false, stopped: false };

export class FaultForm {
  #form = byId('fault-form', HTMLFormElement);
  #answer = byId('fault-answer', HTMLElement);
  #replica = byId('fault-replica', HTMLSelectElement);
  #kind = byId('fault-kind', HTMLSelectElement);
  #value = byId('fault-value', HTMLInputElement);
  #seconds = byId('fault-seconds', HTMLInputElement);
  #now = byId('faults-now', HTMLElement);
  #controls = false;
  #listed = '';

  constructor() {
    this.#kind.addEventListener('change', () => this.#onKind());
    this.#form.addEventListener('submit', event => {
      event.preventDefault();
      void this.#apply();
    });
    this.#onKind();
  }

  /** @param {Hello} hello */
  onHello({ controllable, controls }) {
    this.#controls = controls;
    const chosen = this.#replica.value;
    const options = controllable.map(replica => make('option', { value: replica }, replica));
    this.#replica.replaceChildren(...options);
    if (controllable.includes(chosen)) this.#replica.value = chosen;
    const fieldset = this.#form.querySelector('fieldset');
    if (fieldset !== null) fieldset.disabled = !controls || controllable.length === 0;
    if (controls && controllable.length === 0)
      this.#say(null, 'No control port of a backend is known: set CONTROL_URLS.');
  }

  /** @param {State} state */
  draw({ faults }) {
    for (const option of this.#replica.options) {
      const name = faults[option.value]?.name;
      setText(option, name === undefined ? option.value : `${option.value} (${name})`);
    }
    const sick = Object.entries(faults).filter(([, fault]) => faultText(fault) !== '');
    const listed = sick.map(([replica, fault]) => `${replica} ${faultText(fault)}`).join();
    if (listed !== this.#listed) {
      this.#listed = listed;
      this.#now.replaceChildren(
        make('ul', {}, ...sick.map(([replica, { coresAtStart }]) => this.#item(replica, coresAtStart))),
      );
    }
    const texts = this.#now.querySelectorAll('span');
    sick.forEach(([replica, fault], index) => {
      const leftMs = Math.max(0, ...Object.values(fault.remainingMs));
      const left = leftMs > 0 ? `, ${Math.ceil(leftMs / 1000)} s left` : '';
      const text = texts[index];
      if (text !== undefined) setText(text, `${fault.name || replica}: ${faultText(fault)}${left}`);
    });
  }

  /** @param {string} replica @param {number} cores those it has without a fault */
  #item(replica, cores) {
    const end = make(
      'button',
      { type: 'button', class: 'quiet', 'aria-label': `End the fault of ${replica}` },
      'End',
    );
    end.disabled = !this.#controls;
    end.addEventListener('click', () => {
      void this.#send(replica, { ...NORMAL, capacityCores: cores, forMs: 0 }, 'ended');
    });
    return make('li', {}, make('span', {}), end);
  }

  #onKind() {
    const { name, init, min, max } = KINDS[/** @type {keyof typeof KINDS} */ (this.#kind.value)];
    byId('fault-value-name', HTMLElement).textContent = name;
    this.#value.min = String(min);
    this.#value.max = String(max);
    this.#value.value = String(init);
    this.#value.disabled = this.#kind.value === 'frozen';
  }

  async #apply() {
    const kind = /** @type {keyof typeof KINDS} */ (this.#kind.value);
    const value = kind === 'frozen' ? true : Number(this.#value.value) / KINDS[kind].scale;
    const forMs = Number(this.#seconds.value) * 1000;
    await this.#send(this.#replica.value, { [kind]: value, forMs }, `for ${forMs / 1000} s`);
  }

  /** @param {string} replica @param {object} body @param {string} done */
  async #send(replica, body, done) {
    try {
      await ask(`/replicas/${encodeURIComponent(replica)}/control`, body);
      this.#say(true, `${replica}: ${done}.`);
    } catch (error) {
      this.#say(false, error instanceof Error ? error.message : String(error));
    }
  }

  /** @param {boolean | null} ok @param {string} text */
  #say(ok, text) {
    this.#answer.dataset.ok = String(ok);
    this.#answer.textContent = text;
  }
}
