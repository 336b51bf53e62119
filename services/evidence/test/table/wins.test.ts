// Where another rule is better: which, by how much, and in which kinds of cells.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellName } from '../../src/table/cells.ts';
import { DEFAULT_PREQUAL, MODES } from '../../src/table/entrants.ts';
import { winsOf, winsTable, winsText } from '../../src/table/wins.ts';
import { CELLS, madeScores } from './made-answers.ts';

const otherMode = MODES.find(name => name !== DEFAULT_PREQUAL);
const calm = CELLS.filter(({ load }) => load < 1).map(cellName);

test('nothing to tell where nobody is better by more than a little', () => {
  const scores = madeScores(name => ({ p99Ms: name === 'c3' ? 99 : 100 }));
  assert.deepEqual(winsOf(scores), []);
  assert.equal(winsText(scores, []), `No other rule beats ${DEFAULT_PREQUAL} by more than 2 % in any cell.`);
});

test('the best rule of a cell, the largest win first; references do not count', () => {
  const [first, second] = calm;
  const scores = madeScores((name, x) => {
    if (name.startsWith('omniscient_least') || (x === first && name === otherMode)) return { p99Ms: 50 };
    if (x === first && name === 'linear') return { p99Ms: 80 };
    if (x === second && name === 'c3') return { p99Ms: 70 };
    return x === second && name === 'linear' ? { p99Ms: 75 } : {};
  });
  const wins = winsOf(scores);
  assert.deepEqual(
    wins.map(({ cell, rule, overAll }) => [cellName(cell), rule, overAll]),
    [
      [second, 'c3', true],
      [first, 'linear', false],
    ],
  );
  const { rows } = winsTable(scores, wins);
  assert.deepEqual(rows[0], [second, 'c3', '30 %', '0.70', '1.00', '1.00', '1.00']);
  assert.match(
    winsText(scores, wins),
    /^In 2 of 48 cells another .* in 1 of them every other mode as well: c3 \(1\), linear \(1\)\. No kind/,
  );
});

test('kinds of cells that stand out are named, with how many of them', () => {
  const lone = CELLS.filter(({ balancers }) => balancers === 1).map(cellName);
  const scores = madeScores((name, x) => {
    if (!lone.includes(x)) return {};
    if (name === 'least_loaded') return { p99Ms: 50 };
    return name.startsWith('prequal') ? { failed: 0.1 } : {};
  });
  const text = winsText(scores, winsOf(scores));
  assert.match(text, /with 1 balancer \(12 of 12 cells\)/);
  assert.doesNotMatch(text, /100 balancers/);
});
