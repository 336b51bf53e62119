// What a figure is: a question, the runs that answer it, what is plotted, and which claims about it must hold.

import type { SimulationOptions, SimulationResult } from 'simulator';
import type { Answers } from './answers.ts';
import type { Check } from './check.ts';
import type { FigurePlot } from './figure-plot.ts';
import type { MeasureName } from './measures.ts';
import type { PaperData } from './paper-data.ts';
import type { Size } from './size.ts';

/** A place on the horizontal axis: a level, a name, or a second of the run. */
export type X = number | string;

/** Runs of one series at one level, a run per seed. */
export interface Point {
  readonly series: string;
  readonly x: X;
  readonly options: Omit<SimulationOptions, 'seed'>;
}

/** What a run says about one place on the axis. */
export interface Row {
  readonly x: X;
  readonly values: Values;
}

export type Values = Readonly<Partial<Record<MeasureName, number | null>>>;

export interface Figure {
  /** A number where the paper has this figure, else a word; `--only` takes it. */
  readonly id: string;
  readonly title: string;
  /** What the reader wants to know, as a question. */
  readonly question: string;
  /** Fleet, load and what differs from the defaults, in words. */
  readonly setting: string;
  readonly xTitle: string;
  /** levels: joined by lines; names: side by side; seconds: values over time, from the rows of one run. */
  readonly axis: 'levels' | 'names' | 'seconds';
  /** In the JSON; by default a plot and a table each. */
  readonly plotted: readonly MeasureName[];
  readonly points: (size: Size) => readonly Point[];
  /** Default: one row at the point's x with all measures. */
  readonly rows?: (result: SimulationResult, point: Point) => readonly Row[];
  /** Default: a plot and a table of each of `plotted`. */
  readonly plots?: (answers: Answers) => readonly FigurePlot[];
  readonly paper?: PaperData;
  readonly checks: (answers: Answers) => readonly Check[];
}
