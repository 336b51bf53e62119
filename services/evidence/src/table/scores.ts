// How good is a policy in a cell? As a ratio to the references, run by run: the k-th seed of two policies is the same traffic.

import { type Interval, intervalOf } from 'report';
import type { Answers } from '../figures/answers.ts';
import { ratio } from '../figures/check.ts';
import type { MeasureName } from '../figures/measures.ts';
import type { Cell } from './axes.ts';
import { isByLatency } from './by-latency.ts';
import { cellName } from './cells.ts';
import { ENTRANTS, PEAK_EWMA_TAUS_S, peakEwmaName, SHORTEST_QUEUE } from './entrants.ts';

/** A policy over all cells of a table; null where nothing was measured. */
export interface Summary {
  readonly name: string;
  /** Of the p99 over the shortest queue's: geometric mean, largest and its cell, share of the cells up to `WITHIN`. */
  readonly mean: number | null;
  readonly worst: number | null;
  readonly worstCell: string;
  readonly within: number | null;
  /** Least goodput over the best reference's, and its cell. */
  readonly leastGoodput: number | null;
  readonly leastCell: string;
}

/** Up to this ratio to the shortest queue's p99 a policy is as good as one that knows all. */
export const WITHIN = 1.15;

const REFERENCES = ENTRANTS.filter(({ kind }) => kind === 'reference').map(({ name }) => name);

export class Scores {
  readonly cells: readonly Cell[];
  readonly #answers: Answers;
  readonly #known = new Map<string, Interval | null>();

  /** `answers` are those of the table; cells without an answer are left out. */
  constructor(answers: Answers, cells: readonly Cell[]) {
    const places = new Set(answers.places);
    this.#answers = answers;
    this.cells = cells.filter(cell => places.has(cellName(cell)));
  }

  /**
   * Median, smallest and largest over the seeds of: p99 over the shortest queue's, where load is at most 0.9; else goodput over
   * that of the best reference. Null where a seed has none.
   */
  ratio(name: string, cell: Cell): Interval | null {
    const key = `${name} in ${cellName(cell)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const ratio = isByLatency(cell) ? this.#latency(name, cell) : this.#goodput(name, cell);
    this.#known.set(key, ratio);
    return ratio;
  }

  /** The median of `ratio`. */
  at(name: string, cell: Cell): number | null {
    return this.ratio(name, cell)?.mid ?? null;
  }

  summary(name: string): Summary {
    const ratios = this.#ranked(name, true);
    const goodputs = this.#ranked(name, false);
    const worst = ratios.at(-1);
    const least = goodputs[0];
    const logs = ratios.reduce((sum, { ratio }) => sum + Math.log(ratio), 0);
    const within = ratios.filter(({ ratio }) => ratio <= WITHIN).length;
    return {
      name,
      mean: ratios.length === 0 ? null : Math.exp(logs / ratios.length),
      worst: worst?.ratio ?? null,
      worstCell: worst?.cell ?? '-',
      within: ratios.length === 0 ? null : within / ratios.length,
      leastGoodput: least?.ratio ?? null,
      leastCell: least?.cell ?? '-',
    };
  }

  /** The life of a peak, s, with which p2c_peak_ewma has its least geometric mean; null where nothing was measured. */
  bestTauS(): number | null {
    const means = PEAK_EWMA_TAUS_S.map(tauS => ({ tauS, mean: this.summary(peakEwmaName(tauS)).mean }));
    const measured = means.flatMap(({ tauS, mean }) => (mean === null ? [] : [{ tauS, mean }]));
    return measured.sort((one, other) => one.mean - other.mean)[0]?.tauS ?? null;
  }

  /** Cells of one kind with the ratio, from the least. */
  #ranked(name: string, byLatency: boolean): { readonly ratio: number; readonly cell: string }[] {
    return this.cells
      .filter(cell => isByLatency(cell) === byLatency)
      .flatMap(cell => {
        const ratio = this.at(name, cell);
        return ratio === null ? [] : [{ ratio, cell: cellName(cell) }];
      })
      .sort((one, other) => one.ratio - other.ratio);
  }

  #latency(name: string, cell: Cell): Interval | null {
    const bases = this.#values(SHORTEST_QUEUE, cell, 'p99Ms');
    return intervalOf(over(this.#values(name, cell, 'p99Ms'), bases));
  }

  #goodput(name: string, cell: Cell): Interval | null {
    const references = REFERENCES.map(each => this.#goodputs(each, cell));
    const best = (references[0] ?? []).map((_, seed) => Math.max(...references.map(each => each[seed] ?? 0)));
    return intervalOf(over(this.#goodputs(name, cell), best));
  }

  #goodputs(name: string, cell: Cell): (number | null)[] {
    return this.#values(name, cell, 'failed').map(failed => (failed === null ? null : 1 - failed));
  }

  #values(name: string, cell: Cell, measure: MeasureName): readonly (number | null)[] {
    return this.#answers.values(name, cellName(cell), measure);
  }
}

function over(values: readonly (number | null)[], bases: readonly (number | null)[]): (number | null)[] {
  return values.map((value, seed) => ratio(value, bases[seed] ?? null));
}
