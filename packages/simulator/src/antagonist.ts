// When does an antagonist hold the machine's spare capacity, and how much of the replica's own does it leave?

import type { Rng } from 'prequal';

/** Contended and free phases in turn, of exponential length; each replica has its own. */
export interface AntagonistOptions {
  /** Mean length of a contended phase, ms, above 0. */
  readonly contendedMs: number;
  /** Mean length of a free phase, ms, above 0. */
  readonly freeMs: number;
  /** In a contended phase the capacity is uniform in [least, most] times the allocation, above 0. */
  readonly least: number;
  readonly most: number;
  /** Share of the replicas that have an antagonist, 0 to 1, spread evenly over their order; default 1. */
  readonly noisyFraction?: number;
}

/** The antagonists that reproduce the paper's Fig. 6 on replicas of 6.47 cores with 20 cores of spare. */
export const paperAntagonist: AntagonistOptions = {
  contendedMs: 14_000,
  freeMs: 26_000,
  least: 0.95,
  most: 2,
};

/** Whether replica `index` has an antagonist. */
export function isNoisy(index: number, { noisyFraction = 1 }: AntagonistOptions): boolean {
  return Math.floor((index + 1) * noisyFraction) > Math.floor(index * noisyFraction);
}

/** The phases of one machine. At the start it is in either as often as in the long run. */
export class Antagonist {
  readonly #options: AntagonistOptions;
  readonly #rng: Rng;
  /** Capacity over the allocation while contended; null in a free phase. */
  capacityFactor: number | null = null;

  constructor(options: AntagonistOptions, rng: Rng) {
    this.#options = options;
    this.#rng = rng;
    const { contendedMs, freeMs } = options;
    if (rng.float() < contendedMs / (contendedMs + freeMs)) this.capacityFactor = this.#drawFactor();
  }

  /** Draws how long the present phase lasts: an exponential one has no memory, so also at the start. */
  drawLengthMs(): number {
    const meanMs = this.capacityFactor === null ? this.#options.freeMs : this.#options.contendedMs;
    return -meanMs * Math.log(1 - this.#rng.float());
  }

  /** Goes on to the other phase. */
  turn(): void {
    this.capacityFactor = this.capacityFactor === null ? this.#drawFactor() : null;
  }

  #drawFactor(): number {
    const { least, most } = this.#options;
    return least + (most - least) * this.#rng.float();
  }
}
