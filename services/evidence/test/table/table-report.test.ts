// The table in the report and in the files to commit: everything beside the picture is there too, cells that hold are not listed.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { judgeChecks } from '../../src/figures/deviations.ts';
import { writeDocs } from '../../src/figures/figures-docs.ts';
import { figuresHtml } from '../../src/figures/figures-html.ts';
import type { Outcome } from '../../src/figures/outcome.ts';
import { cellName } from '../../src/table/cells.ts';
import { DEFAULT_PREQUAL, MODES } from '../../src/table/entrants.ts';
import { scenarioTable } from '../../src/table/scenario-table.ts';
import { tinyOutcome } from '../figures/tiny-figure.ts';
import { CELLS, madeAnswers } from './made-answers.ts';

const CELL = '20x100 half_slow steady 0.9 heavy_tailed 2';
const CHECK = 'table_better_mode_20x100_half_slow_steady_0_9_heavy_tailed_2_max';
const reason = 'a pool cannot be fresh when a balancer sees a hundredth of the stream';
const answers = madeAnswers((name, x) => (x === CELL && MODES.includes(name) ? { p99Ms: 120 } : {}));
const checks = judgeChecks(scenarioTable.checks(answers), [{ check: CHECK, measured: 1.2, reason }]);
const outcome: Outcome = {
  ...tinyOutcome(),
  figures: [{ figure: scenarioTable, answers, runs: 1, queries: 1, threadMs: 1, checks }],
};

test('the page has the picture, the tables, the words and the reason of the cell that deviates', () => {
  const html = figuresHtml(outcome);
  for (const text of ['every policy in every cell', 'Each policy over all cells', 'Where another rule beats'])
    assert.match(html, new RegExp(text, 'i'));
  assert.match(html, /figure wide/);
  assert.ok(html.includes(`In 1 of 48 cells another rule beats ${DEFAULT_PREQUAL}`));
  assert.ok(html.includes(reason) && html.includes(CHECK));
  assert.doesNotMatch(html, /table_auto_3x|class="invalid"|NaN|undefined/);
});

test('the files to commit are the picture and its page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'table-'));
  writeDocs(outcome, folder);
  assert.deepEqual(readdirSync(folder).sort(), ['README.md', 'table-cells.svg']);
  const page = readFileSync(join(folder, 'README.md'), 'utf8');
  assert.match(page, /!\[Every policy in every cell by cell\]\(table-cells\.svg\)/);
  for (const cell of CELLS) assert.ok(page.includes(`| ${cellName(cell)} |`), cellName(cell));
  assert.ok(page.includes(reason));
  assert.match(readFileSync(join(folder, 'table-cells.svg'), 'utf8'), /prefers-color-scheme: dark/);
});
