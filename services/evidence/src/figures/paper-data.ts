// The paper's values of a figure, as committed data.

import type { X } from './figure.ts';
import type { MeasureName } from './measures.ts';

export interface PaperData {
  /** Where the values are from, and how exact they are. */
  readonly source: string;
  readonly x: readonly X[];
  /** By the name of our series: a value for each x, null where the paper has none. A timeout is 5000 ms. */
  readonly series: Readonly<
    Record<string, Readonly<Partial<Record<MeasureName, readonly (number | null)[]>>>>
  >;
}

/** The paper's value, or null. */
export function paperValue(
  paper: PaperData | undefined,
  series: string,
  x: X,
  measure: MeasureName,
): number | null {
  const at = paper?.x.indexOf(x) ?? -1;
  return paper?.series[series]?.[measure]?.[at] ?? null;
}
