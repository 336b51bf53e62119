// The last decisions with the calls that they were made for. The policy keeps its own part and tells it when asked; the
// facts of the call are kept here.

import type { Decision, Policy } from 'prequal';

/** A decision as the admin pages show it (interfaces.md, Decision). */
export interface DecisionView extends Omit<Decision, 'ref'> {
  readonly method: string;
  readonly traceId: string;
}

/** Which decisions, and in which order. */
export interface DecisionQuery {
  readonly last: number;
  readonly order: 'recent' | 'slowest';
  /** Only those made at or after this instant (`atMs`). */
  readonly sinceMs: number;
}

interface Facts {
  readonly id: number;
  readonly atMs: number;
  readonly method: string;
  readonly traceId: string;
  durationMs: number | null;
}

export class Decisions {
  readonly #policy: Pick<Policy, 'explain'>;
  readonly #facts: (Facts | undefined)[];
  #newest = 0;

  constructor(policy: Pick<Policy, 'explain'>, capacity: number) {
    this.#policy = policy;
    this.#facts = new Array(capacity);
  }

  add(id: number, method: string, traceId: string, atMs: number): void {
    this.#facts[id % this.#facts.length] = { id, atMs, method, traceId, durationMs: null };
    this.#newest = Math.max(this.#newest, id);
  }

  onEnd(id: number, durationMs: number): void {
    const facts = this.#get(id);
    if (facts !== undefined) facts.durationMs = durationMs;
  }

  /** The whole decision, or null when it is no longer kept. */
  view(id: number): DecisionView | null {
    const facts = this.#get(id);
    const decision = this.#policy.explain(id);
    if (facts === undefined || decision === null) return null;
    const { ref: _, ...told } = decision;
    return { ...told, method: facts.method, traceId: facts.traceId };
  }

  /** Only what is asked for is told whole: a thousand candidates' tables are not built to show ten. */
  list({ last, order, sinceMs }: DecisionQuery): DecisionView[] {
    const kept = this.#facts
      .filter(facts => facts !== undefined)
      .filter(({ atMs }) => atMs >= sinceMs)
      .sort((a, b) => b.id - a.id);
    const ordered =
      order === 'recent' ? kept : kept.sort((a, b) => (b.durationMs ?? -1) - (a.durationMs ?? -1));
    return ordered.slice(0, last).flatMap(({ id }) => this.view(id) ?? []);
  }

  /** The last `count`, the newest first, found without looking at all that are kept. */
  newest(count: number): DecisionView[] {
    const ids = Array.from({ length: count }, (_, back) => this.#newest - back);
    return ids.flatMap(id => this.view(id) ?? []);
  }

  #get(id: number): Facts | undefined {
    const facts = this.#facts[id % this.#facts.length];
    return facts?.id === id ? facts : undefined;
  }
}
