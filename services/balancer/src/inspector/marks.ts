// Which changes did somebody make, which part of a scenario began, and when? The last few, for the charts.

import type { Mark } from './inspector-view.ts';

const CAPACITY = 40;
/** What a load is announced as that plays no scenario (services/load): it changes nothing. */
const PLAIN_LOAD = 'load';

export class Marks {
  readonly #marks: Mark[] = [];
  #nextId = 1;

  /** The oldest first. */
  get all(): readonly Mark[] {
    return this.#marks;
  }

  add(kind: Mark['kind'], text: string, atMs: number): void {
    this.#marks.push({ id: this.#nextId++, atMs, kind, text });
    if (this.#marks.length > CAPACITY) this.#marks.shift();
  }

  /** A change of settings, as it was asked for. */
  onConfig(change: unknown, atMs: number): void {
    const words = Object.entries(change as object).map(([name, value]) => `${name} ${value}`);
    if (words.length > 0) this.add('config', words.join(', '), atMs);
  }

  /** A phase of a scenario begins; null: the scenario is over. */
  onScenario(scenario: string, phase: string | null, atMs: number): void {
    if (scenario !== PLAIN_LOAD)
      this.add('scenario', phase === null ? `${scenario} is over` : `${scenario}: ${phase}`, atMs);
  }
}
