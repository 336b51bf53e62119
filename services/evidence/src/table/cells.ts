// Which cells does the scenario table have? Dealt by a seeded generator before any result was known, and never picked by hand:
// every pair of fleet size and number of balancers three times, the other axes so that any two values of any two axes meet.

import { createRng, type Rng } from 'prequal';
import { AXES, type Axis, type Cell } from './axes.ts';

const SEED = 20_261_124;
/** Cells for each pair of fleet size and number of balancers. */
const PER_PAIR = 3;
/** Hands drawn for each cell: kept is the one that brings most new pairs of values, of several the one of rarest values. */
const HANDS = 60;

const NAMES = Object.keys(AXES) as Axis[];

/** The cells, the same ones at every call. */
export function tableCells(): Cell[] {
  const rng = createRng(SEED);
  const met = new Set<string>();
  const cells: Cell[] = [];
  for (let round = 0; round < PER_PAIR; round++) {
    for (const replicas of AXES.replicas) {
      for (const balancers of AXES.balancers) {
        const cell = bestHand({ replicas, balancers }, cells, met, rng);
        for (const pair of pairsOf(cell)) met.add(pair);
        cells.push(cell);
      }
    }
  }
  return cells;
}

/** A name that says what a cell is: `20x5 half_slow moving 0.9 short 2`. */
export function cellName(cell: Cell): string {
  const { replicas, balancers, hardware, antagonists, load, work, cores } = cell;
  return `${replicas}x${balancers} ${hardware} ${antagonists} ${load} ${work} ${cores}`;
}

/** Every two values that meet in a cell. */
export function pairsOf(cell: Cell): string[] {
  return NAMES.flatMap((a, i) => NAMES.slice(i + 1).map(b => `${a}=${cell[a]} ${b}=${cell[b]}`));
}

function bestHand(
  fixed: Pick<Cell, 'replicas' | 'balancers'>,
  cells: readonly Cell[],
  met: ReadonlySet<string>,
  rng: Rng,
): Cell {
  const news = (cell: Cell) => pairsOf(cell).filter(pair => !met.has(pair)).length;
  const uses = (cell: Cell) =>
    NAMES.reduce((sum, axis) => sum + cells.filter(other => other[axis] === cell[axis]).length, 0);
  const isBetter = (a: Cell, b: Cell) => news(a) > news(b) || (news(a) === news(b) && uses(a) < uses(b));
  const hands = Array.from({ length: HANDS }, () => deal(fixed, rng));
  return hands.reduce((best, hand) => (isBetter(hand, best) ? hand : best));
}

function deal(fixed: Pick<Cell, 'replicas' | 'balancers'>, rng: Rng): Cell {
  const draw = <T>(values: readonly T[]): T => values[rng.int(values.length)] as T;
  return {
    ...fixed,
    hardware: draw(AXES.hardware),
    antagonists: draw(AXES.antagonists),
    load: draw(AXES.load),
    work: draw(AXES.work),
    cores: draw(AXES.cores),
  };
}
