// Where does another rule beat Prequal in its usual mode, and what have those cells in common?

import type { Table } from 'report';
import { AXES, type Axis, type Cell } from './axes.ts';
import { isByLatency } from './by-latency.ts';
import { cellName } from './cells.ts';
import { DEFAULT_PREQUAL, ENTRANTS, MODES } from './entrants.ts';
import { rankedNames } from './policy-order.ts';
import { ratioText } from './ratio-text.ts';
import type { Scores } from './scores.ts';

/** Less than this is no difference. */
const MARGIN = 0.02;
/** A value of an axis stands out with so many lost cells, and so much more often than all cells. */
const FEWEST = 3;
const MORE_OFTEN = 1.5;

/** A cell in which the best of the other rules is better than Prequal in its usual mode. */
export interface Win {
  readonly cell: Cell;
  readonly rule: string;
  /** How much better it is, as a fraction. */
  readonly ahead: number;
  /** Whether it is better than every other mode too. */
  readonly overAll: boolean;
}

/** From the largest win down. */
export function winsOf(scores: Scores): readonly Win[] {
  const rules = rankedNames(scores).filter(name =>
    ENTRANTS.some(each => each.name === name && each.kind === 'rule'),
  );
  return scores.cells
    .flatMap(cell => {
      const best = rules
        .map(rule => ({ rule, ahead: aheadOf(scores, rule, DEFAULT_PREQUAL, cell) }))
        .reduce((a, b) => (b.ahead > a.ahead ? b : a));
      const overAll = MODES.every(mode => aheadOf(scores, best.rule, mode, cell) > MARGIN);
      return best.ahead > MARGIN ? [{ cell, ...best, overAll }] : [];
    })
    .sort((one, other) => other.ahead - one.ahead);
}

export function winsTable(scores: Scores, wins: readonly Win[]): Table {
  return {
    caption: `Cells in which another rule is better than ${DEFAULT_PREQUAL} by more than ${100 * MARGIN} %, by how much`,
    head: ['cell', 'best other rule', 'better by', 'its ratio', ...MODES],
    rows: wins.map(({ cell, rule, ahead }) => [
      cellName(cell),
      rule,
      `${Math.round(100 * ahead)} %`,
      ...[rule, ...MODES].map(name => ratioText(scores.at(name, cell) ?? 0, isByLatency(cell))),
    ]),
  };
}

/** In which kinds of cells, in words. */
export function winsText({ cells }: Scores, wins: readonly Win[]): string {
  if (wins.length === 0)
    return `No other rule beats ${DEFAULT_PREQUAL} by more than ${100 * MARGIN} % in any cell.`;
  const rules = [...new Set(wins.map(({ rule }) => rule))]
    .map(rule => ({ rule, count: wins.filter(win => win.rule === rule).length }))
    .sort((one, other) => other.count - one.count)
    .map(({ rule, count }) => `${rule} (${count})`);
  const over = wins.filter(({ overAll }) => overAll).length;
  const kinds = kindsOf(cells, wins);
  return [
    `In ${wins.length} of ${cells.length} cells another rule beats ${DEFAULT_PREQUAL} by more than ${100 * MARGIN} %, in ${over} of them every other mode as well: ${rules.join(', ')}.`,
    kinds.length === 0
      ? 'No kind of cell stands out among them.'
      : `It happens more often than elsewhere with ${kinds.join(', ')}.`,
  ].join(' ');
}

/** `100 balancers (5 of 12 cells)`, from the most frequent. */
function kindsOf(cells: readonly Cell[], wins: readonly Win[]): readonly string[] {
  const usual = wins.length / cells.length;
  return (Object.keys(AXES) as Axis[])
    .flatMap(axis =>
      AXES[axis].map(value => {
        const all = cells.filter(cell => cell[axis] === value).length;
        const lost = wins.filter(({ cell }) => cell[axis] === value).length;
        return { name: valueText(axis, value), all, lost };
      }),
    )
    .filter(({ all, lost }) => lost >= FEWEST && lost / all >= MORE_OFTEN * usual)
    .sort((one, other) => other.lost / other.all - one.lost / one.all)
    .map(({ name, all, lost }) => `${name} (${lost} of ${all} cells)`);
}

function valueText(axis: Axis, value: number | string): string {
  const text = String(value).replaceAll('_', ' ');
  switch (axis) {
    case 'replicas':
    case 'balancers':
      return value === 1 ? `1 ${axis.slice(0, -1)}` : `${text} ${axis}`;
    case 'hardware':
      return value === 'equal'
        ? 'equal replicas'
        : `${text} ${value === 'half_slow' ? 'replicas' : 'replica'}`;
    case 'load':
      return `load ${text}`;
    case 'antagonists':
    case 'work':
    case 'cores':
      return `${text} ${axis}`;
  }
}

/** By which fraction `name` is better than `other`: its p99 is lower, or its goodput higher. */
function aheadOf(scores: Scores, name: string, other: string, cell: Cell): number {
  const [its, others] = [scores.at(name, cell), scores.at(other, cell)];
  if (its === null || others === null) return 0;
  return isByLatency(cell) ? 1 - its / others : others === 0 ? 0 : its / others - 1;
}
