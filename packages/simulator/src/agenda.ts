// What is due when, in a simulated fleet: the kinds of events over one heap of numbers, and no closure for any of them.

import { EventHeap } from './event-heap.ts';

/** What an event is; the index that comes with it counts what stands in brackets. */
export const KIND = {
  /** A query arrives at a client (none). */
  arrival: 0,
  /** A query reaches its replica (row). */
  reach: 1,
  /** A replica's next query ends, unless something changed there since (replica). */
  end: 2,
  /** An answer reaches the client (row). */
  answer: 3,
  /** Probes that were sent together reach their replicas (round). */
  probe: 4,
  /** Their replies reach the client (round). */
  reply: 5,
  /** A probe has failed (client times replicas plus replica). */
  probeTimeout: 6,
  /** A policy asked to be woken (client). */
  wake: 7,
  /** An antagonist comes or goes (replica). */
  phase: 8,
  /** An event of the options begins, ends (its place there). */
  begin: 9,
  finish: 10,
  /** A replica that drains closes (replica). */
  close: 11,
  /** RIFs, then CPU use are sampled (none). */
  sampleRif: 12,
  sampleCpu: 13,
  /** A query has waited long enough for probes of its own (row). */
  resolve: 14,
  /** A client asks the replicas that it leaves out whether they are back (client). */
  askSidelined: 15,
} as const;

/** A power of two above every kind. */
const KINDS = 16;

/** Events by instant, then in the order in which they were noted. */
export class Agenda {
  readonly #heap = new EventHeap();

  get nextAtMs(): number {
    return this.#heap.nextAtMs;
  }

  /** Notes an event of `kind`; `index` is an integer from 0, below 2^49. */
  note(atMs: number, kind: number, index: number): void {
    this.#heap.push(atMs, index * KINDS + kind);
  }

  /** Takes out the next event: `kindOf` and `indexOf` read it. */
  take(): number {
    return this.#heap.pop();
  }
}

export function kindOf(event: number): number {
  // Exact for every event: the lowest 32 bits are whole.
  return event & (KINDS - 1);
}

export function indexOf(event: number): number {
  return Math.floor(event / KINDS);
}
