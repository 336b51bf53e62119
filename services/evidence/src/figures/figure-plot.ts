// What a figure shows: a plot, where there is one, and always the table of its numbers.

import type { Table } from 'report';

export interface FigurePlot {
  /** Unique in the figure; names the picture's file. */
  readonly name: string;
  readonly title: string;
  /** What is to be read from it, in words. */
  readonly words: string;
  readonly svg: string | null;
  /** Whether the plot takes the whole width. */
  readonly wide: boolean;
  /** Series of the plot that a legend names. */
  readonly legend: readonly string[];
  readonly table: Table;
}
