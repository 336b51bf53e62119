// The last decisions with the calls that they were made for. The policy keeps its own part and tells it when asked; the
// facts of the call are kept here. The slowest calls are told at their end and kept whole, for longer than the rest.

import type { Decision, Policy } from 'prequal';
import { SlowestCalls } from './slowest-calls.ts';

/** A decision as the admin pages show it. */
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
  /** When it was made. */
  readonly atMs: number;
  readonly method: string;
  readonly traceId: string;
}

/** How the call of a decision ended. */
export interface CallEnd extends Omit<Facts, 'atMs'> {
  readonly status: string;
  readonly durationMs: number;
}

export class Decisions {
  readonly #policy: Pick<Policy, 'explain'>;
  readonly #facts: (Facts | undefined)[];
  readonly #slowest = new SlowestCalls<DecisionView>();
  #newest = 0;

  constructor(policy: Pick<Policy, 'explain'>, capacity: number) {
    this.#policy = policy;
    this.#facts = new Array(capacity);
  }

  add(id: number, method: string, traceId: string, atMs: number): void {
    this.#facts[id % this.#facts.length] = { id, atMs, method, traceId };
    this.#newest = Math.max(this.#newest, id);
  }

  /** To be told before the policy is: it keeps the decision of a call in flight, however long that takes. */
  onEnd({ id, method, traceId, status, durationMs }: CallEnd, nowMs: number): void {
    if (!this.#slowest.enters(durationMs, nowMs)) return;
    const told = this.#tell(id, method, traceId);
    if (told !== null) this.#slowest.add({ ...told, status, durationMs }, durationMs, nowMs);
  }

  /** The whole decision, or null when it is no longer kept. */
  view(id: number): DecisionView | null {
    const facts = this.#get(id);
    const told = facts === undefined ? null : this.#tell(id, facts.method, facts.traceId);
    return told ?? this.#slowest.find(view => view.id === id) ?? null;
  }

  /** Only what is asked for is told whole: a thousand candidates' tables are not built to show ten. */
  list({ last, order, sinceMs }: DecisionQuery, nowMs: number): DecisionView[] {
    const isAsked = ({ atMs }: { readonly atMs: number }) => atMs >= sinceMs;
    if (order === 'slowest') return this.#slowest.list(nowMs, isAsked).slice(0, last);
    return this.#facts
      .filter(facts => facts !== undefined)
      .filter(isAsked)
      .sort((a, b) => b.id - a.id)
      .slice(0, last)
      .flatMap(({ id }) => this.view(id) ?? []);
  }

  /** The last `count`, the newest first, found without looking at all that are kept. */
  newest(count: number): DecisionView[] {
    const ids = Array.from({ length: count }, (_, back) => this.#newest - back);
    return ids.flatMap(id => this.view(id) ?? []);
  }

  #tell(id: number, method: string, traceId: string): DecisionView | null {
    const decision = this.#policy.explain(id);
    if (decision === null) return null;
    const { ref: _, ...told } = decision;
    return { ...told, method, traceId };
  }

  #get(id: number): Facts | undefined {
    const facts = this.#facts[id % this.#facts.length];
    return facts?.id === id ? facts : undefined;
  }
}
