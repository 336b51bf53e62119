// What is wrong with a replica at the moment, on request, and until when? It holds values and expiries; what they do to
// the replica is said by whoever listens.

import type { StatusName } from 'program';

export interface FaultValues {
  /** Work takes this many times as long. */
  readonly slowFactor: number;
  /** Share of the queries that fail at once with `errorStatus`. */
  readonly errorFraction: number;
  readonly errorStatus: StatusName;
  /** Accepts, answers nothing. */
  readonly frozen: boolean;
  /** Drained and closed. */
  readonly stopped: boolean;
  readonly capacityCores: number;
}

export type FaultName = keyof FaultValues;
export type FaultChange = { readonly [Name in FaultName]?: FaultValues[Name] };

interface Expiry {
  readonly atMs: number;
  readonly timer: NodeJS.Timeout;
}

/**
 * The values in force of one replica. A change for a time gives way to the normal value when it ends; one without an end
 * is the new normal; a later change of the same value replaces both kinds.
 */
export class Faults {
  readonly #atStart: FaultValues;
  #normal: FaultValues;
  #now: FaultValues;
  readonly #expiries = new Map<FaultName, Expiry>();
  readonly #changed: (now: FaultValues, names: readonly FaultName[]) => void;

  constructor(normal: FaultValues, changed: (now: FaultValues, names: readonly FaultName[]) => void) {
    this.#atStart = normal;
    this.#normal = normal;
    this.#now = normal;
    this.#changed = changed;
  }

  /** Cores without any fault, as it started. */
  get coresAtStart(): number {
    return this.#atStart.capacityCores;
  }

  get now(): FaultValues {
    return this.#now;
  }

  /** Milliseconds until each temporary value ends. */
  remainingMs(): { [Name in FaultName]?: number } {
    const nowMs = performance.now();
    return Object.fromEntries(
      [...this.#expiries].map(([name, { atMs }]) => [name, Math.max(0, Math.round(atMs - nowMs))]),
    );
  }

  /** Applies `change` for `forMs`, or for good when it is null. */
  apply(change: FaultChange, forMs: number | null): void {
    const names = Object.keys(change) as FaultName[];
    for (const name of names) {
      this.#forget(name);
      if (forMs === null) continue;
      const timer = setTimeout(() => this.#expire(name), forMs);
      this.#expiries.set(name, { atMs: performance.now() + forMs, timer });
    }
    if (forMs === null) this.#normal = { ...this.#normal, ...change };
    this.#now = { ...this.#now, ...change };
    if (names.length > 0) this.#changed(this.#now, names);
  }

  /** Ends every temporary value, and what would keep calls in flight from finishing. */
  close(): void {
    for (const name of this.#expiries.keys()) this.#forget(name);
    const { slowFactor, frozen, capacityCores } = this.#atStart;
    this.apply({ slowFactor, frozen, capacityCores }, null);
  }

  #expire(name: FaultName): void {
    this.#expiries.delete(name);
    this.#now = { ...this.#now, [name]: this.#normal[name] };
    this.#changed(this.#now, [name]);
  }

  #forget(name: FaultName): void {
    clearTimeout(this.#expiries.get(name)?.timer);
    this.#expiries.delete(name);
  }
}
