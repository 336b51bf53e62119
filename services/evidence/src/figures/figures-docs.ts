// The report as files to commit: a page of tables, and a picture of every plot.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { svgFile, type Table } from 'report';
import { valueText } from './check-line.ts';
import type { Judged } from './deviations.ts';
import type { Figure } from './figure.ts';
import { plotsOf } from './figure-plots.ts';
import { intervalNote, nameOf } from './figures-html.ts';
import { checksOf, type JudgedFigure, type Outcome, shownChecks, standingText } from './outcome.ts';

const STANDING = {
  ok: 'holds',
  deviation: 'deviation',
  failed: '**fails**',
  held: '**holds, but is listed**',
} as const;

/** Writes README.md and the pictures into `folder`. */
export function writeDocs(outcome: Outcome, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const { figure, answers } of outcome.figures) {
    for (const { name, svg, legend } of plotsOf(figure, answers))
      if (svg !== null) writeFileSync(join(folder, pictureName(figure.id, name)), svgFile(svg, legend));
  }
  writeFileSync(join(folder, 'README.md'), docsMarkdown(outcome));
}

function docsMarkdown(outcome: Outcome): string {
  const { figures, facts, date, size, threadMs } = outcome;
  return [
    '# The evidence: every figure with its numbers',
    '',
    'Made by `npm run figures -- --table --docs docs/evidence`; not to be edited. [How to read and repeat it](../evidence.md).',
    '',
    `Commit ${facts.commit}, ${date.slice(0, 10)}, ${(threadMs / 60_000).toFixed(0)} minutes of one thread (${facts.processor}, Node ${facts.node}).`,
    intervalNote(size.seeds),
    '',
    `**${standingText(checksOf(outcome))}.**`,
    '',
    ...figures.map(contentsLine),
    '',
    ...figures.flatMap(figureMarkdown),
  ].join('\n');
}

function contentsLine({ figure, checks }: JudgedFigure): string {
  return `- [${nameOf(figure.id)}](#${anchorOf(titleOf(figure))}): ${figure.question} ${standingText(checks)}.`;
}

function titleOf({ id, title }: Figure): string {
  return `${nameOf(id)}: ${title}`;
}

/** As Markdown pages make it from a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function figureMarkdown({ figure, answers, checks }: JudgedFigure): string[] {
  const paper =
    figure.paper === undefined ? [] : [`Dotted, and open circles: the paper. ${figure.paper.source}`, ''];
  return [
    `## ${titleOf(figure)}`,
    '',
    `**${figure.question}** ${figure.setting}`,
    '',
    ...paper,
    ...tableMarkdown(checksTable(shownChecks(checks))),
    ...plotsOf(figure, answers).flatMap(({ name, title, words, svg, table }) => [
      `### ${nameOf(figure.id)}, ${title}`,
      '',
      ...(words === '' ? [] : [words, '']),
      ...(svg === null ? [] : [`![${title} by ${figure.xTitle}](${pictureName(figure.id, name)})`, '']),
      ...(figure.axis === 'seconds' ? folded(tableMarkdown(table)) : tableMarkdown(table)),
    ]),
  ];
}

function checksTable(checks: readonly Judged[]): Table {
  return {
    caption: 'Acceptance checks',
    head: ['check', 'value', 'limit', 'verdict', 'claim'],
    rows: checks.map(({ name, value, limit, standing, reason, claim }) => [
      name,
      valueText(value),
      valueText(limit),
      STANDING[standing],
      reason === null ? claim : `${claim}. ${reason}`,
    ]),
  };
}

function tableMarkdown({ caption, head, rows }: Table): string[] {
  const line = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [`${caption}:`, '', line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}

/** Rows by the second are many. */
function folded(lines: readonly string[]): string[] {
  return ['<details><summary>The numbers</summary>', '', ...lines, '</details>', ''];
}

/** `fig-6-rif-p99.svg`. */
function pictureName(id: string, plot: string): string {
  const name = plot.replace(/Ms$/, '').replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
  return `${/^\d/.test(id) ? 'fig-' : ''}${id}-${name}.svg`;
}
