// The settings of `npm run figures`.

import { availableParallelism } from 'node:os';
import { PrequalConfigError } from 'prequal';
import { integer, list, text, toggle, type Values } from 'program';
import { FIGURES } from './catalogue.ts';
import type { Figure } from './figure.ts';
import { FULL_SEEDS, QUICK_SEEDS, type Size } from './size.ts';

export const figuresSettings = {
  only: list([], `figures to draw, all by default: ${FIGURES.map(({ id }) => id).join(', ')}`),
  seeds: integer(
    0,
    0,
    100,
    `runs of each point, seeds from 1 on; 0: ${FULL_SEEDS}, or ${QUICK_SEEDS} with --quick`,
  ),
  quick: toggle('few levels, short runs, one seed: under 2 minutes on 2 cores, marked so'),
  threads: integer(availableParallelism(), 1, 1024, 'worker threads'),
  out: text(
    '',
    'the HTML file, JSON beside it; default: reports/figures-COMMIT.html, with -quick where it is',
  ),
  docs: text('', 'a folder that gets pictures and tables to commit, of a full run of all figures only'),
  kept: text(
    'reports/figures',
    'the folder that keeps the results of runs, so that a run goes on where it stopped',
  ),
  json: toggle('print one final JSON object instead of text'),
};

export type FiguresConfig = Values<typeof figuresSettings>;

/** In the order of the report. Throws PrequalConfigError on a name that is none. */
export function chosenFigures({ only }: FiguresConfig): readonly Figure[] {
  const ids = FIGURES.map(({ id }) => id);
  for (const id of only) if (!ids.includes(id)) throw new PrequalConfigError('ONLY', id, ids.join(', '));
  return only.length === 0 ? FIGURES : FIGURES.filter(({ id }) => only.includes(id));
}

export function sizeOf({ quick, seeds }: FiguresConfig): Size {
  return { quick, seeds: seeds || (quick ? QUICK_SEEDS : FULL_SEEDS) };
}

/** What is committed stands for all seeds and figures. Throws PrequalConfigError otherwise. */
export function checkDocs({ docs, quick, only }: FiguresConfig): void {
  if (docs !== '' && (quick || only.length > 0))
    throw new PrequalConfigError('DOCS', docs, 'none with --quick or --only');
}
