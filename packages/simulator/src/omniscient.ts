// References that no real balancer can be: they read the simulated machines, without delay, and keep nothing.

import type { Rng } from 'prequal';
import type { Replica } from './replica.ts';

export const OMNISCIENT_NAMES = [
  'omniscient_shortest_queue',
  'omniscient_shortest_delay',
  'omniscient_least_work',
] as const;
export type OmniscientName = (typeof OMNISCIENT_NAMES)[number];

/** Smaller is better; `workMs` is the query's. */
type Score = (replica: Replica, workMs: number, nowMs: number) => number;

const SCORES: Readonly<Record<OmniscientName, Score>> = {
  /** Fewest queries there or on their way, whatever the machine: join the shortest queue. */
  omniscient_shortest_queue: replica => replica.rif + replica.comingQueries,
  /** Least latency of this query if capacity, speed and number of queries stayed as they are, those on their way there. */
  omniscient_shortest_delay: replica => {
    const { cores, speed } = replica.queue;
    return Math.max(1, (replica.rif + replica.comingQueries + 1) / cores) / speed;
  },
  /** Soonest done with all the work that it has, that on its way and this query's included, with all cores busy. */
  omniscient_least_work: (replica, workMs, nowMs) => {
    const { cores, speed } = replica.queue;
    return (replica.queue.remainingMs(nowMs) + replica.comingMs + workMs) / (cores * speed);
  },
};

/** Picks the best of `replicas` that serve, ties at random; -1 when none does. O(n). */
export class Omniscient {
  readonly #score: Score;
  readonly #replicas: readonly Replica[];
  readonly #rng: Rng;

  constructor(name: OmniscientName, replicas: readonly Replica[], rng: Rng) {
    this.#score = SCORES[name];
    this.#replicas = replicas;
    this.#rng = rng;
  }

  choose(workMs: number, nowMs: number): number {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    let ties = 0;
    for (let i = 0; i < this.#replicas.length; i++) {
      const replica = this.#replicas[i] as Replica;
      if (!replica.serves) continue;
      const score = this.#score(replica, workMs, nowMs);
      if (score > least) continue;
      // Reservoir sampling: each of k equals stays with probability 1/k.
      ties = score < least ? 1 : ties + 1;
      if (ties > 1 && this.#rng.int(ties) !== 0) continue;
      best = i;
      least = score;
    }
    return best;
  }
}
