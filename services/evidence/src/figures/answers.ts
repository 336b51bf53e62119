// What the runs of a figure said: a value for each seed, by series, place and measure.

import { type Interval, intervalOf, median } from 'report';
import type { Row, X } from './figure.ts';
import type { MeasureName } from './measures.ts';

/** One run: its series, and the rows that it came to. */
export interface RunAnswer {
  readonly series: string;
  readonly rows: readonly Row[];
}

export class Answers {
  readonly #runs: readonly RunAnswer[];

  /** Runs of one figure, the seeds of each point in their order. */
  constructor(runs: readonly RunAnswer[]) {
    this.#runs = runs;
  }

  get series(): readonly string[] {
    return [...new Set(this.#runs.map(({ series }) => series))];
  }

  /** Places in the order of the runs. */
  get places(): readonly X[] {
    return [...new Set(this.#runs.flatMap(({ rows }) => rows.map(({ x }) => x)))];
  }

  /** A value for each seed, in their order. */
  values(series: string, x: X, measure: MeasureName): (number | null)[] {
    return this.#runs
      .filter(run => run.series === series)
      .flatMap(({ rows }) => rows.filter(row => row.x === x).map(({ values }) => values[measure] ?? null));
  }

  /** Median, smallest and largest over the seeds; null where a seed has no value. */
  interval(series: string, x: X, measure: MeasureName): Interval | null {
    return intervalOf(this.values(series, x, measure));
  }

  /** The median over the seeds; null where there is none. */
  at(series: string, x: X, measure: MeasureName): number | null {
    return this.interval(series, x, measure)?.mid ?? null;
  }

  /** The median over the seeds of what `fold` makes of the values at places in [from, to). */
  over(
    series: string,
    measure: MeasureName,
    [from, to]: readonly [number, number],
    fold: (values: readonly number[]) => number | null,
  ): number | null {
    const folded = this.#runs
      .filter(run => run.series === series)
      .map(({ rows }) => {
        const within = rows.filter(({ x }) => Number(x) >= from && Number(x) < to);
        return fold(within.flatMap(({ values }) => values[measure] ?? []));
      });
    return folded.includes(null) ? null : median(folded.flatMap(value => value ?? []));
  }
}
