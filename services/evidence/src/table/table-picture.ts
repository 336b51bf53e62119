// The table as a picture: every policy in every cell, a number on a shade.

import { type HeatCell, heatSvg } from 'report';
import type { Cell } from './axes.ts';
import { isByLatency } from './by-latency.ts';
import { cellName } from './cells.ts';
import { ENTRANTS } from './entrants.ts';
import { rankedNames } from './policy-order.ts';
import { ratioText } from './ratio-text.ts';
import { type Scores, type Summary, WITHIN } from './scores.ts';

/** The ratio of two latencies from which on a cell has the full shade, and the loss of goodput that has it. */
const FULL_RATIO = 5;
const FULL_LOSS = 0.25;

export function tablePicture(scores: Scores): string {
  const names = rankedNames(scores);
  const summaries = names.map(name => scores.summary(name));
  const row = (name: string, cells: readonly (HeatCell | null)[]) => ({ name, cells });
  const over = (name: string, measure: (summary: Summary) => HeatCell | null) =>
    row(name, summaries.map(measure));
  const block = (cells: readonly Cell[]) =>
    cells.map(cell =>
      row(
        cellName(cell),
        names.map(name => heatCell(scores.at(name, cell), isByLatency(cell))),
      ),
    );
  const byLoad = scores.cells.toSorted((one, other) => one.load - other.load);
  return heatSvg({
    label: 'Every policy in every cell of the scenario table',
    columns: names.map(name => ({
      name,
      strong: kindOf(name) === 'prequal',
      apart: kindOf(name) === 'reference' && kindOf(names[names.indexOf(name) - 1] ?? name) !== 'reference',
    })),
    blocks: [
      {
        title: "Over all cells up to load 0.9: p99 over the omniscient shortest queue's",
        rows: [
          over('geometric mean', ({ mean }) => heatCell(mean, true)),
          over('worst cell', ({ worst }) => heatCell(worst, true)),
          over(`cells within ${WITHIN}, %`, ({ within }) =>
            within === null ? null : { text: String(Math.round(100 * within)), shade: 1 - within },
          ),
        ],
      },
      {
        title: 'The same in each cell: replicas x balancers, hardware, antagonists, load, work, cores',
        rows: block(byLoad.filter(isByLatency)),
      },
      {
        title: "Load 1.05, a minute from empty: goodput over the best reference's",
        rows: [
          over('least of all cells', ({ leastGoodput }) => heatCell(leastGoodput, false)),
          ...block(byLoad.filter(cell => !isByLatency(cell))),
        ],
      },
    ],
  });
}

function heatCell(ratio: number | null, byLatency: boolean): HeatCell | null {
  if (ratio === null) return null;
  const shade = byLatency ? Math.log(ratio) / Math.log(FULL_RATIO) : (1 - ratio) / FULL_LOSS;
  return { text: ratioText(ratio, byLatency), shade: Math.max(-1, Math.min(1, shade)) };
}

function kindOf(name: string) {
  return ENTRANTS.find(each => each.name === name)?.kind;
}
