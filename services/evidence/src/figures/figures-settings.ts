// The settings of `npm run figures`.

import { availableParallelism } from 'node:os';
import { PrequalConfigError } from 'prequal';
import { integer, list, text, toggle, type Values } from 'program';
import { TABLE_FIGURES } from '../table/table-figures.ts';
import { ALL_FIGURES, FIGURES } from './catalogue.ts';
import type { Figure } from './figure.ts';
import { FULL_SEEDS, QUICK_SEEDS, type Size } from './size.ts';

export const figuresSettings = {
  only: list(
    [],
    `figures to draw, by default those up to ${FIGURES.at(-1)?.id}: ${ALL_FIGURES.map(({ id }) => id).join(', ')}`,
    1,
  ),
  table: toggle(
    `adds ${TABLE_FIGURES.map(({ id }) => id).join(' and ')}: every policy in every cell, up to 90 minutes more on 2 cores`,
  ),
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
    'the HTML file, JSON beside it; default: reports/figures-COMMIT.html, with -quick, -only-6-9, -table, -seeds-3 where it is',
  ),
  docs: text(
    '',
    'a folder that gets pictures and tables to commit, of a full run of everything only (--table)',
  ),
  kept: text(
    'reports/figures',
    'the folder that keeps the results of runs, so that a run goes on where it stopped',
  ),
  json: toggle('print one final JSON object instead of text'),
};

export type FiguresConfig = Values<typeof figuresSettings>;

/** In the order of the report. Throws PrequalConfigError on a name that is none. */
export function chosenFigures({ only, table }: FiguresConfig): readonly Figure[] {
  const ids = ALL_FIGURES.map(({ id }) => id);
  for (const id of only) if (!ids.includes(id)) throw new PrequalConfigError('ONLY', id, ids.join(', '));
  const chosen = only.length === 0 ? FIGURES : ALL_FIGURES.filter(({ id }) => only.includes(id));
  return table ? [...new Set([...chosen, ...TABLE_FIGURES])] : chosen;
}

export function sizeOf({ quick, seeds }: FiguresConfig): Size {
  return { quick, seeds: seeds || (quick ? QUICK_SEEDS : FULL_SEEDS) };
}

/** What is committed stands for all seeds and figures. Throws PrequalConfigError otherwise. */
export function checkDocs(config: FiguresConfig): void {
  const { docs, quick, only, table } = config;
  if (docs !== '' && (quick || only.length > 0 || !table || sizeOf(config).seeds < FULL_SEEDS))
    throw new PrequalConfigError(
      'DOCS',
      docs,
      `what a full run allows: --table, without --quick and --only, ${FULL_SEEDS} seeds or more`,
    );
}

/** The report's name: what is another run by its flags does not write over this one. */
export function defaultOut(config: FiguresConfig, sourceKey: string): string {
  const { quick, only, table, seeds } = config;
  const marks = [
    ...(quick ? ['quick'] : []),
    ...(only.length > 0 ? [`only-${only.join('-')}`] : []),
    ...(table ? ['table'] : []),
    ...(seeds > 0 ? [`seeds-${seeds}`] : []),
  ];
  return `reports/${['figures', sourceKey, ...marks].join('-')}.html`;
}
