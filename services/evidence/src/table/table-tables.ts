// The table in numbers: every policy in every cell with its interval, and each policy over all cells.

import { intervalText, type Table } from 'report';
import { isByLatency } from './by-latency.ts';
import { cellName } from './cells.ts';
import { PEAK_EWMA_TAUS_S, peakEwmaName } from './entrants.ts';
import { rankedNames } from './policy-order.ts';
import { ratioText } from './ratio-text.ts';
import { type Scores, type Summary, WITHIN } from './scores.ts';

export function cellsTable(scores: Scores): Table {
  const names = rankedNames(scores);
  return {
    caption:
      "p99 over the omniscient shortest queue's; at load 1.05 goodput over the best reference's: median over the seeds (smallest to largest). A cell's name: replicas x balancers, hardware, antagonists, load, work, cores of a replica",
    head: ['cell', ...names],
    rows: scores.cells.map(cell => [
      cellName(cell),
      ...names.map(name =>
        intervalText(scores.ratio(name, cell), ratio => ratioText(ratio, isByLatency(cell))),
      ),
    ]),
  };
}

export function policiesTable(scores: Scores): Table {
  return summaryTable(
    'Each policy over all cells, from the best mean on; the references last',
    rankedNames(scores).map(name => scores.summary(name)),
  );
}

export function peakEwmaTable(scores: Scores): Table {
  return summaryTable(
    'p2c_peak_ewma by the mean life of a peak',
    PEAK_EWMA_TAUS_S.map(tauS => scores.summary(peakEwmaName(tauS))),
  );
}

function summaryTable(caption: string, summaries: readonly Summary[]): Table {
  return {
    caption,
    head: [
      'policy',
      "p99 over the shortest queue's, geometric mean",
      `cells within ${WITHIN}`,
      'worst of the cells',
      'in cell',
      'least goodput at 1.05, over the best reference',
      'in cell',
    ],
    rows: summaries.map(({ name, mean, within, worst, worstCell, leastGoodput, leastCell }) => [
      name,
      shown(mean, true),
      within === null ? '-' : `${Math.round(100 * within)} %`,
      shown(worst, true),
      worstCell,
      shown(leastGoodput, false),
      leastCell,
    ]),
  };
}

function shown(ratio: number | null, byLatency: boolean): string {
  return ratio === null ? '-' : ratioText(ratio, byLatency);
}
