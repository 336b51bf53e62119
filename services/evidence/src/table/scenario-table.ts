// The scenario table as a figure of the report: its runs, its picture and tables, its checks.

import type { Answers } from '../figures/answers.ts';
import type { Figure } from '../figures/figure.ts';
import type { FigurePlot } from '../figures/figure-plot.ts';
import { queriesOf } from '../figures/run-cost.ts';
import type { Size } from '../figures/size.ts';
import type { Cell } from './axes.ts';
import { cellOptions } from './cell-options.ts';
import { cellName, tableCells } from './cells.ts';
import { ENTRANTS, peakEwmaName } from './entrants.ts';
import { Scores } from './scores.ts';
import { tableChecks } from './table-checks.ts';
import { tablePicture } from './table-picture.ts';
import { cellsTable, peakEwmaTable, policiesTable } from './table-tables.ts';
import { winsOf, winsTable, winsText } from './wins.ts';

/** A quick table has the cells of fewest queries. */
const QUICK_CELLS = 4;
const CELLS = tableCells();
/** The life of a peak that its authors recommend, s. */
const USUAL_TAU_S = 10;

export const scenarioTable: Figure = {
  id: 'table',
  title: 'The scenario table',
  question: 'Which policy is best where, and how far from one that knows everything?',
  setting: `${CELLS.length} cells, dealt by a seeded generator before any result was known: every pair of fleet size and number of balancers three times, any two values of any two axes at least once. Each policy with its defaults, as the balancer runs it; p2c_peak_ewma with several settings, c3 told the number of balancers.`,
  xTitle: 'cell',
  axis: 'names',
  plotted: ['p50Ms', 'p99Ms', 'failed'],
  points: size =>
    cellsOf(size).flatMap(cell =>
      ENTRANTS.map(({ name, setup: { policy, ...others } }) => {
        const { seed: _, ...options } = cellOptions(cell, policy, 1);
        return { series: name, x: cellName(cell), options: { ...options, ...others } };
      }),
    ),
  plots: answers => plotsOf(new Scores(answers, CELLS)),
  checks: (answers: Answers) => tableChecks(new Scores(answers, CELLS)),
};

function cellsOf({ quick }: Size): readonly Cell[] {
  const cost = (cell: Cell) => queriesOf(cellOptions(cell, {}, 1));
  const cheap = CELLS.toSorted((one, other) => cost(one) - cost(other)).slice(0, QUICK_CELLS);
  return quick ? CELLS.filter(cell => cheap.includes(cell)) : CELLS;
}

function plotsOf(scores: Scores): readonly FigurePlot[] {
  const wins = winsOf(scores);
  const plain = { svg: null, wide: false, legend: [] };
  return [
    {
      ...plain,
      name: 'cells',
      title: 'Every policy in every cell',
      words:
        "Up to load 0.9 the p99 over the omniscient shortest queue's, at load 1.05 the goodput over that of the best reference, each for the same traffic: 1 is as good as knowing everything. Orange is worse, blue is better. Policies from left to right by their geometric mean; the references, which no balancer can be, stand apart.",
      svg: tablePicture(scores),
      wide: true,
      table: cellsTable(scores),
    },
    {
      ...plain,
      name: 'policies',
      title: 'Each policy over all cells',
      words: '',
      table: policiesTable(scores),
    },
    {
      ...plain,
      name: 'wins',
      title: 'Where another rule beats Prequal',
      words: winsText(scores, wins),
      table: winsTable(scores, wins),
    },
    {
      ...plain,
      name: 'peak-ewma',
      title: 'Which p2c_peak_ewma is compared with',
      words: peakEwmaText(scores),
      table: peakEwmaTable(scores),
    },
  ];
}

function peakEwmaText(scores: Scores): string {
  const best = scores.bestTauS();
  if (best === null) return 'Nothing was measured.';
  const mean = (tauS: number) => scores.summary(peakEwmaName(tauS)).mean?.toFixed(2);
  return `Its setting is tried in all cells, and the one with the least geometric mean is the one compared with: ${best} s, with ${mean(best)}. The usual ${USUAL_TAU_S} s has ${mean(USUAL_TAU_S)}.`;
}
