// Answers of a table that nobody ran: by default every policy is as good as the shortest queue.

import { Answers } from '../../src/figures/answers.ts';
import { cellName, tableCells } from '../../src/table/cells.ts';
import { ENTRANTS } from '../../src/table/entrants.ts';
import { Scores } from '../../src/table/scores.ts';

/** What a policy's run comes to in a cell; null has no value. */
export type Made = (
  name: string,
  cell: string,
  seed: number,
) => { readonly p99Ms?: number | null; readonly failed?: number };

export const CELLS = tableCells();

export function madeAnswers(made: Made, seeds = 2): Answers {
  const usual = { p50Ms: 10, p99Ms: 100, failed: 0 };
  return new Answers(
    CELLS.flatMap(cell =>
      ENTRANTS.flatMap(({ name }) =>
        Array.from({ length: seeds }, (_, at) => {
          const x = cellName(cell);
          return { series: name, rows: [{ x, values: { ...usual, ...made(name, x, at + 1) } }] };
        }),
      ),
    ),
  );
}

export function madeScores(made: Made, seeds = 2): Scores {
  return new Scores(madeAnswers(made, seeds), CELLS);
}
