// How fast do counters rise? Over the last two seconds of ticks.

import type { Rates } from './inspector-view.ts';

/** Counters at one instant. */
export interface Counts {
  readonly atMs: number;
  readonly calls: number;
  readonly errors: number;
  readonly picks: number;
  readonly probes: number;
  readonly skipped: number;
}

const SPAN_MS = 2000;

export class RateWindow {
  #counts: Counts[] = [];

  /** Forgets what was seen: nobody looked in between. */
  clear(): void {
    this.#counts = [];
  }

  /** Takes the counters of this tick and answers the rates. Counters that fell (a replica left) count as not risen. */
  add(now: Counts): Rates {
    this.#counts = this.#counts.filter(({ atMs }) => atMs >= now.atMs - SPAN_MS);
    const [oldest] = this.#counts;
    this.#counts.push(now);
    const seconds = oldest === undefined ? 0 : (now.atMs - oldest.atMs) / 1000;
    if (oldest === undefined || seconds <= 0) {
      return {
        callsPerSecond: null,
        errorFraction: null,
        probesPerSecond: null,
        probesPerQuery: null,
        skippedPerSecond: null,
      };
    }
    const rise = (name: keyof Counts) => Math.max(0, now[name] - oldest[name]);
    const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);
    return {
      callsPerSecond: rise('calls') / seconds,
      errorFraction: share(rise('errors'), rise('calls')),
      probesPerSecond: rise('probes') / seconds,
      probesPerQuery: share(rise('probes'), rise('picks')),
      skippedPerSecond: rise('skipped') / seconds,
    };
  }
}
