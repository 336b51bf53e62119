// The scenario table's cells: few enough, the same ones always, and nothing left out.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capacityPerSecond, type SimulationOptions } from 'simulator';
import { AXES, type Axis, MOVING, spareOf } from '../../src/table/axes.ts';
import { isByLatency } from '../../src/table/by-latency.ts';
import { cellOptions } from '../../src/table/cell-options.ts';
import { cellName, pairsOf, tableCells } from '../../src/table/cells.ts';

test('at most 60 cells, all different, the same at every call', () => {
  const names = tableCells().map(cellName);
  assert.ok(names.length <= 60, `${names.length}`);
  assert.equal(new Set(names).size, names.length);
  assert.deepEqual(tableCells().map(cellName), names);
});

test('every two values of any two axes meet in some cell', () => {
  const met = new Set(tableCells().flatMap(pairsOf));
  const axes = Object.keys(AXES) as Axis[];
  const missing = axes.flatMap((a, i) =>
    axes
      .slice(i + 1)
      .flatMap(b =>
        AXES[a].flatMap(x => AXES[b].map(y => `${a}=${x} ${b}=${y}`)).filter(pair => !met.has(pair)),
      ),
  );
  assert.deepEqual(missing, []);
});

test('an axis leans to none of its values by more than twice', () => {
  for (const axis of Object.keys(AXES) as Axis[]) {
    const counts = AXES[axis].map(value => tableCells().filter(cell => cell[axis] === value).length);
    assert.ok(Math.max(...counts) <= 2 * Math.min(...counts), `${axis}: ${counts}`);
  }
});

test('the load is that share of what the replicas do at their speeds, and moving antagonists take nothing of it', () => {
  for (const cell of tableCells()) {
    const options = cellOptions(cell, { policy: 'random' }, 1);
    assert.ok(Math.abs(finalLoad(options) / capacityPerSecond(options) - cell.load) < 1e-9);
  }
  const { contendedMs, freeMs, least, most } = MOVING;
  const mean = (contendedMs * ((least + most) / 2) + freeMs * (1 + spareOf(MOVING))) / (contendedMs + freeMs);
  assert.ok(Math.abs(mean - 1) < 1e-12);
});

test('a cell counts a minute: longer until 20,000 queries have come, shorter once 300,000 have, within 10 s and 10 minutes', () => {
  for (const cell of tableCells()) {
    const options = cellOptions(cell, { policy: 'random' }, 1);
    const { durationMs, warmupMs = 0 } = options;
    const seconds = (durationMs - warmupMs) / 1000;
    const queries = finalLoad(options) * seconds;
    const about = (count: number) => Math.abs(queries - count) < 1;
    const holds = isByLatency(cell)
      ? (seconds === 60 && queries >= 20_000 && queries <= 300_000) ||
        (seconds > 60 && (about(20_000) || (seconds === 600 && queries < 20_000))) ||
        (seconds < 60 && (about(300_000) || (seconds === 10 && queries > 300_000)))
      : seconds === 60 && warmupMs === 0;
    assert.ok(holds, `${JSON.stringify(cell)}: ${seconds} s, ${queries} queries`);
  }
});

/** Queries per second once the start is over. */
function finalLoad({ load }: SimulationOptions): number {
  return typeof load === 'number' ? load : (load.at(-1)?.queriesPerSecond ?? 0);
}
