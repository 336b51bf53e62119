// Scores are ratios of runs that met the same traffic, and medians of them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellName } from '../../src/table/cells.ts';
import { ENTRANTS, POOL, peakEwmaName, SHORTEST_QUEUE } from '../../src/table/entrants.ts';
import { rankedNames } from '../../src/table/policy-order.ts';
import { CELLS, madeScores } from './made-answers.ts';

const calm = CELLS.filter(({ load }) => load < 1);
const full = CELLS.filter(({ load }) => load > 1);
const [first] = calm;
const [overloaded] = full;
assert.ok(first && overloaded);

test('a ratio is that of the same seed, and the median over the seeds', () => {
  const p99 = { [POOL]: [110, 300, 480], [SHORTEST_QUEUE]: [100, 200, 400] } as Record<string, number[]>;
  const scores = madeScores((name, _, seed) => ({ p99Ms: p99[name]?.[seed - 1] ?? 1 }), 3);
  assert.deepEqual(scores.ratio(POOL, first), { mid: 1.2, min: 1.1, max: 1.5 });
  assert.equal(scores.at(SHORTEST_QUEUE, first), 1);
});

test('beyond what the fleet can do goodput counts, over the best reference of the same seed', () => {
  const failed: Record<string, number> = { [POOL]: 0.28, omniscient_least_work: 0.1, [SHORTEST_QUEUE]: 0.2 };
  const scores = madeScores(name => ({ failed: failed[name] ?? 0.5 }));
  assert.equal(scores.at(POOL, overloaded)?.toFixed(6), '0.800000');
  assert.equal(scores.at('omniscient_least_work', overloaded), 1);
});

test('a seed without a value, and a cell that was not run, have no ratio', () => {
  const scores = madeScores((name, _, seed) => (name === POOL && seed === 2 ? { p99Ms: null } : {}));
  assert.equal(scores.ratio(POOL, first), null);
  assert.equal(scores.at('random', first), 1);
  assert.equal(scores.at('nobody', first), null);
});

test('a summary has the geometric mean, the worst cells and the share of the good ones', () => {
  const [, second] = calm;
  assert.ok(second);
  const scores = madeScores((name, cell) => {
    if (name !== POOL) return {};
    if (cell === cellName(overloaded)) return { failed: 0.1 };
    return { p99Ms: cell === cellName(first) ? 400 : cell === cellName(second) ? 25 : 100 };
  });
  const { mean, worst, worstCell, within, leastGoodput, leastCell } = scores.summary(POOL);
  assert.equal(mean?.toFixed(9), '1.000000000');
  assert.deepEqual([worst, worstCell], [4, cellName(first)]);
  assert.equal(within, (calm.length - 1) / calm.length);
  assert.deepEqual([leastGoodput, leastCell], [0.9, cellName(overloaded)]);
});

test('policies stand by their means, one p2c_peak_ewma among them, its best; references last', () => {
  const p99: Record<string, number> = {
    [peakEwmaName(3)]: 90,
    [peakEwmaName(10)]: 95,
    random: 300,
    c3: 50,
    omniscient_least_work: 10,
  };
  const scores = madeScores(name => ({ p99Ms: p99[name] ?? 100 }));
  assert.equal(scores.bestTauS(), 3);
  const names = rankedNames(scores);
  assert.deepEqual(names.slice(0, 2), ['c3', peakEwmaName(3)]);
  assert.equal(names.at(-4), 'random');
  assert.equal(names.filter(name => name.startsWith('p2c_peak_ewma')).length, 1);
  const references = ENTRANTS.filter(({ kind }) => kind === 'reference').map(({ name }) => name);
  assert.deepEqual(names.slice(-3), references);
});
