// The report of a tiny run: one file, every number that is drawn in a table too, verdicts and deviations in words.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { writeDocs } from '../../src/figures/figures-docs.ts';
import { figuresHtml } from '../../src/figures/figures-html.ts';
import { figuresJson } from '../../src/figures/figures-json.ts';
import { tinyFigure, tinyOutcome } from './tiny-figure.ts';

const reason = 'a second is out of reach for work of 10 ms';
const failed = tinyOutcome();
const known = tinyOutcome([{ check: 'tiny_p99_min', measured: 40, reason }]);

describe('the page', () => {
  const html = figuresHtml(failed);

  it('is one file: no script, nothing from elsewhere, text escaped', () => {
    assert.doesNotMatch(html, /<script|https?:|url\(|@import|<link|<img/);
    assert.match(html, /Tiny &lt;figure&gt;/);
    assert.doesNotMatch(html, /NaN|undefined|Infinity/);
  });

  it('has a table beside every plot, with the paper beside ours', () => {
    const parts = html.split('<div class="figure">').slice(1);
    assert.equal(parts.length, tinyFigure.plotted.length);
    for (const part of parts) assert.match(part, /<svg[\s\S]*<\/svg>[\s\S]*<table>/);
    assert.match(parts[0] ?? '', /the paper[\s\S]*<td>30.0<\/td>/);
    assert.match(parts[0] ?? '', /class="reference s0"/);
    assert.doesNotMatch(parts[1] ?? '', /the paper/);
  });

  it('says what failed, first of all', () => {
    assert.match(html, /2 checks: 1 holds, 1 failed/);
    assert.ok(html.indexOf('tiny_p99_min') < html.indexOf('<section>'));
    assert.match(html, /ended with status 1/);
  });

  it('shows a known deviation with its reason, and no failure', () => {
    const text = figuresHtml(known);
    assert.match(text, /2 checks: 1 holds, 1 known deviation\./);
    assert.ok(text.includes(reason));
    assert.doesNotMatch(text, /ended with status 1|class="invalid"/);
  });

  it('says whose numbers they are, and when they are of a quick run or of changed sources', () => {
    for (const fact of ['abc1234', '1 to 2', '2026-01-01', 'median over 2 seeds'])
      assert.ok(html.includes(fact), fact);
    const quick = figuresHtml({ ...failed, size: { quick: true, seeds: 1 }, dirty: true });
    assert.match(quick, /\(quick\)/);
    assert.match(quick, /not those of a commit/);
    assert.match(quick, /without an interval/);
  });
});

describe('the JSON', () => {
  const json = JSON.parse(JSON.stringify(figuresJson(known, 'x.html')));

  it("has the fields that every program's has", () => {
    assert.deepEqual([json.schema, json.ok, json.quick, json.commit], [1, true, false, 'abc1234']);
    assert.equal(JSON.parse(JSON.stringify(figuresJson(failed, 'x.html'))).ok, false);
    const [first] = json.checks;
    const { name, value, limit, ok, standing } = first;
    assert.deepEqual([name, value, limit, ok, standing], ['tiny_failed_max', 0, 0, true, 'ok']);
    assert.equal(json.checks[1].reason, reason);
    assert.deepEqual(json.policies, {});
    assert.deepEqual(json.seeds, [1, 2]);
  });

  it('has every plotted number', () => {
    const { values } = json.figures[0];
    // Measures, series, levels.
    assert.equal(values.length, 3 * 2 * 2);
    const p99 = values.find((each: { paper: number | null }) => each.paper !== null);
    assert.deepEqual([p99.series, p99.x, p99.measure, p99.paper], ['prequal', 0.5, 'p99Ms', 30]);
    assert.ok(p99.min <= p99.median && p99.median <= p99.max && p99.median > 0);
  });
});

describe('the files to commit', () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'figures-')), 'evidence');
  writeDocs(known, folder);
  const page = readFileSync(join(folder, 'README.md'), 'utf8');

  it('are a picture for every plot, and a page that shows each', () => {
    const pictures = readdirSync(folder).filter(file => file.endsWith('.svg'));
    assert.deepEqual(pictures.sort(), ['tiny-failed.svg', 'tiny-p99.svg', 'tiny-threshold.svg']);
    for (const picture of pictures) {
      assert.ok(page.includes(`](${picture})`), picture);
      const svg = readFileSync(join(folder, picture), 'utf8');
      assert.match(svg, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"[\s\S]*<\/svg>\n$/);
      assert.doesNotMatch(svg.replace('http://www.w3.org/2000/svg', ''), /https?:|<script|NaN|undefined/);
      assert.equal(svg.match(/<svg/g)?.length, svg.match(/<\/svg>/g)?.length);
      assert.match(svg, /prefers-color-scheme: dark/);
    }
  });

  it('have the tables with the numbers, the verdicts and the reasons', () => {
    assert.match(page, /\| load \| prequal \| prequal: the paper \| random \|/);
    assert.match(page, /tiny_p99_min.*deviation.*out of reach/);
    assert.ok(page.includes('commit abc1234') || page.includes('Commit abc1234'));
  });
});
