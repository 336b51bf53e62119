// The live table: asks the balancers again and again and draws what they say.

import type { Scenario } from 'load-tests/scenario.ts';
import { headline } from './headline.ts';
import type { Plan } from './plan.ts';
import { fetchReplicas } from './replicas-view.ts';
import type { Screen } from './screen.ts';
import { type Line, type NamedView, plainLine, tableLines } from './table.ts';

const TERMINAL_MS = 1000;
const PLAIN_MS = 5000;

/** Draws from its creation until `close`. */
export class LiveView {
  readonly #plan: Plan;
  readonly #scenario: Scenario | null;
  readonly #screen: Screen;
  readonly #names: ReadonlyMap<string, string>;
  readonly #startMs = performance.now();
  readonly #timer: NodeJS.Timeout;
  #busy = false;
  #closed = false;

  constructor(plan: Plan, scenario: Scenario | null, screen: Screen) {
    this.#plan = plan;
    this.#scenario = scenario;
    this.#screen = screen;
    this.#names = new Map(plan.replicas.map(({ id, name }) => [id, name]));
    this.#timer = setInterval(() => void this.#show(), screen.isTerminal ? TERMINAL_MS : PLAIN_MS);
  }

  /** `backend-2` for the replica id that the balancers know it by. */
  nameOf = (id: string): string => this.#names.get(id) ?? id;

  /** Every balancer's view, as it is now. */
  fetch(): Promise<readonly NamedView[]> {
    return Promise.all(
      this.#plan.balancers.map(async ({ name, adminPort }) => ({
        balancer: name,
        view: await fetchReplicas(adminPort),
      })),
    );
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
  }

  async #show(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    const views = await this.fetch();
    this.#busy = false;
    if (this.#closed) return;
    const head = headline(this.#scenario, performance.now() - this.#startMs);
    if (this.#screen.isTerminal) {
      const tables = views.flatMap((view): readonly Line[] => tableLines(view, this.nameOf));
      this.#screen.draw([{ text: head, style: 'plain' }, ...tables]);
    } else {
      for (const view of views) this.#screen.say(`${head}; ${plainLine(view, this.nameOf)}`);
    }
  }
}
