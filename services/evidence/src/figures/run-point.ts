// One run of a figure: point and seed in, rows out. Tasks name the figure, since functions do not cross threads.

import { simulate } from 'simulator';
import { figureOf } from './catalogue.ts';
import type { Figure, Point } from './figure.ts';
import { valuesOf } from './measures.ts';
import type { StoredRun } from './run-store.ts';
import type { Size } from './size.ts';

export interface FigureTask {
  readonly figure: string;
  readonly size: Size;
  /** Place of the point among the figure's. */
  readonly at: number;
  readonly seed: number;
}

export function runFigureTask({ figure: id, size, at, seed }: FigureTask): StoredRun {
  const figure = figureOf(id);
  const point = figure.points(size)[at];
  if (point === undefined) throw new RangeError(`figure ${id} has no point ${at}`);
  return runPoint(figure, point, seed);
}

export function runPoint(figure: Figure, point: Point, seed: number): StoredRun {
  const startMs = performance.now();
  const result = simulate({ ...point.options, seed });
  const rows = figure.rows?.(result, point) ?? [{ x: point.x, values: valuesOf(result) }];
  return { rows, queries: result.simulated, tookMs: performance.now() - startMs };
}
