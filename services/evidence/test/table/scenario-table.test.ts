// The table as a figure: who plays and in what, the same traffic for all, and a picture with everybody in it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policyKnobs } from 'prequal';
import { OMNISCIENT_NAMES, simulate } from 'simulator';
import { plotsOf } from '../../src/figures/figure-plots.ts';
import { cellName } from '../../src/table/cells.ts';
import { ENTRANTS } from '../../src/table/entrants.ts';
import { scenarioTable } from '../../src/table/scenario-table.ts';
import { TABLE_FIGURES } from '../../src/table/table-figures.ts';
import { CELLS, madeAnswers } from './made-answers.ts';

const FULL = { quick: false, seeds: 5 };
const QUICK = { quick: true, seeds: 1 };

test('every policy plays, Prequal in every mode and with both estimators', () => {
  const setups = ENTRANTS.map(({ setup }) => setup.policy);
  const played = new Set(setups.map(({ policy }) => policy));
  assert.deepEqual([...played].sort(), [...policyKnobs.policy.choices, ...OMNISCIENT_NAMES].sort());
  const modes = setups.filter(({ policy }) => policy === 'prequal').map(({ mode }) => mode);
  for (const mode of policyKnobs.mode.choices) assert.ok(modes.includes(mode), mode);
  assert.ok(setups.some(({ policy, estimator }) => policy === 'prequal' && estimator === 'median'));
  assert.equal(new Set(ENTRANTS.map(({ name }) => name)).size, ENTRANTS.length);
});

test('every policy is in every cell, and meets the same there', () => {
  const points = scenarioTable.points(FULL);
  assert.equal(points.length, CELLS.length * ENTRANTS.length);
  for (const cell of CELLS) {
    const here = points.filter(({ x }) => x === cellName(cell));
    const fleets = new Set(
      here.map(({ options: { policy: _, trailers: __, ...fleet } }) => JSON.stringify(fleet)),
    );
    assert.deepEqual([here.length, fleets.size], [ENTRANTS.length, 1], cellName(cell));
  }
});

test('the simulator takes the options of every policy, in a plain cell and in the noisy fleet', () => {
  for (const { points } of TABLE_FIGURES) {
    for (const { options, series } of points(QUICK).slice(0, ENTRANTS.length)) {
      const load = typeof options.load === 'number' ? options.load : options.load.slice(0, 1);
      const short = { ...options, seed: 1, load, warmupMs: 0, durationMs: 1 };
      assert.doesNotThrow(() => simulate(short), series);
    }
  }
});

test('a quick table has a few of the cells whole, of both kinds of load', () => {
  const cells = [...new Set(scenarioTable.points(QUICK).map(({ x }) => x))];
  assert.ok(cells.length > 1 && cells.length < 10);
  const loads = CELLS.filter(cell => cells.includes(cellName(cell))).map(({ load }) => load > 1);
  assert.deepEqual([...new Set(loads)].sort(), [false, true]);
  const full = scenarioTable.points(FULL);
  for (const point of scenarioTable.points(QUICK))
    assert.ok(full.some(({ x, series }) => x === point.x && series === point.series));
});

test('the picture has every cell, every policy but the worse settings of one, and every number', () => {
  const [plot] = plotsOf(
    scenarioTable,
    madeAnswers(() => ({})),
  );
  assert.ok(plot?.svg);
  for (const cell of CELLS) assert.ok(plot.svg.includes(`>${cellName(cell)}<`), cellName(cell));
  const shown = ENTRANTS.filter(({ name }) => plot.svg?.includes(`>${name}<`));
  assert.equal(shown.length, ENTRANTS.filter(({ name }) => !name.startsWith('p2c_peak')).length + 1);
  // The cells, and over all cells mean, worst, share and least goodput.
  assert.equal(plot.svg.match(/<rect/g)?.length, (CELLS.length + 4) * shown.length);
  assert.doesNotMatch(plot.svg, /NaN|undefined|Infinity/);
  assert.deepEqual(
    plot.table.rows.map(([cell]) => cell),
    CELLS.map(cellName),
  );
});

test('tables and words say what the best setting of p2c_peak_ewma is, and of the usual one', () => {
  const answers = madeAnswers(name => ({ p99Ms: name === 'p2c_peak_ewma 3 s' ? 90 : 100 }));
  const plots = plotsOf(scenarioTable, answers);
  const words = plots.find(({ name }) => name === 'peak-ewma')?.words;
  assert.match(words ?? '', /compared with: 3 s, with 0\.90\. The usual 10 s has 1\.00\./);
  const policies = plots.find(({ name }) => name === 'policies')?.table;
  assert.equal(policies?.rows[0]?.[0], 'p2c_peak_ewma 3 s');
});
