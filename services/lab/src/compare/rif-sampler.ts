// Requests in flight of every replica, looked at four times a second while a run lasts.

import { fetchControls } from './control-view.ts';
import type { RifSample } from './run-record.ts';

const EVERY_MS = 250;

/** Samples from its creation until `stop`. */
export class RifSampler {
  readonly #controlUrls: readonly string[];
  readonly #startMs = performance.now();
  readonly #samples: RifSample[] = [];
  readonly #timer: NodeJS.Timeout;
  #busy = false;

  constructor(controlUrls: readonly string[]) {
    this.#controlUrls = controlUrls;
    this.#timer = setInterval(() => void this.#sample(), EVERY_MS);
  }

  stop(): readonly RifSample[] {
    clearInterval(this.#timer);
    return this.#samples;
  }

  async #sample(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    const atMs = performance.now() - this.#startMs;
    const rows = await fetchControls(this.#controlUrls);
    if (rows !== null) this.#samples.push({ atMs, rifs: rows.map(({ rif }) => rif) });
    this.#busy = false;
  }
}
