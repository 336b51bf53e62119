// What must hold in the table: in nearly every cell Prequal is as good as the references, and each other cell is named.

import { atLeast, atMost, type Check, largest, ratio, smallest } from '../figures/check.ts';
import { PEAK_EWMA_TAU_S } from '../figures/policies.ts';
import type { Cell } from './axes.ts';
import { isByLatency } from './by-latency.ts';
import { cellName, tableCells } from './cells.ts';
import { AUTO, PEAK_EWMA_TAUS_S, POOL, peakEwmaName, SYNC } from './entrants.ts';
import { type Scores, WITHIN } from './scores.ts';

const AUTO_WITHIN = 1.25;
/** Share of the cells in which that must hold. */
const MOST_CELLS = 0.9;
const GOODPUT = 0.98;

/** A check of each goal over all cells, then one for every cell, whose failure is a deviation to be explained. */
export function tableChecks(scores: Scores): readonly Check[] {
  const cells = tableCells();
  const tail = cells.filter(isByLatency);
  const better = (cell: Cell) => smallest([scores.at(POOL, cell), scores.at(SYNC, cell)]);
  const auto = (cell: Cell) => scores.at(AUTO, cell);
  const goodput = (cell: Cell) =>
    smallest([largest([scores.at(POOL, cell), scores.at(SYNC, cell)]), scores.at(AUTO, cell)]);
  const mean = (tauS: number) => scores.summary(peakEwmaName(tauS)).mean;
  return [
    atLeast({
      name: 'table_better_mode_cells',
      claim: `load up to 0.9: share of the cells in which the better of pool and sync has a p99 within ${WITHIN} of the shortest queue's`,
      value: shareWithin(tail.map(better), WITHIN),
      limit: MOST_CELLS,
    }),
    atLeast({
      name: 'table_auto_cells',
      claim: `load up to 0.9: share of the cells in which auto has a p99 within ${AUTO_WITHIN} of the shortest queue's`,
      value: shareWithin(tail.map(auto), AUTO_WITHIN),
      limit: MOST_CELLS,
    }),
    atMost({
      name: 'table_peak_ewma_of_figures',
      claim: `p2c_peak_ewma as the other figures have it, with ${PEAK_EWMA_TAU_S} s: geometric mean over the cells up to load 0.9, over that with the best setting`,
      value: ratio(mean(PEAK_EWMA_TAU_S), smallest(PEAK_EWMA_TAUS_S.map(mean))),
      limit: 1,
    }),
    ...tail.flatMap(cell => [
      atMost({
        name: `table_better_mode_${slug(cell)}`,
        claim: `${cellName(cell)}: p99 of the better of pool and sync over the shortest queue's`,
        value: better(cell),
        limit: WITHIN,
        minor: true,
      }),
      atMost({
        name: `table_auto_${slug(cell)}`,
        claim: `${cellName(cell)}: p99 of auto over the shortest queue's`,
        value: auto(cell),
        limit: AUTO_WITHIN,
        minor: true,
      }),
    ]),
    ...cells
      .filter(cell => !isByLatency(cell))
      .map(cell =>
        atLeast({
          name: `table_goodput_${slug(cell)}`,
          claim: `${cellName(cell)}: goodput of the better of pool and sync, and that of auto, over the best reference's`,
          value: goodput(cell),
          limit: GOODPUT,
          minor: true,
        }),
      ),
  ];
}

/** null where a value is missing. */
function shareWithin(ratios: readonly (number | null)[], limit: number): number | null {
  const known = ratios.flatMap(ratio => ratio ?? []);
  return known.length < ratios.length ? null : known.filter(ratio => ratio <= limit).length / ratios.length;
}

/** `20x5 half_slow moving 0.9 short 2` as part of a name. */
function slug(cell: Cell): string {
  return cellName(cell).replace(/\W/g, '_');
}
