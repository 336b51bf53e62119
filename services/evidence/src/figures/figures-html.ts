// The report: verdicts first, then every figure with its plots, its tables and its checks, then how it was run.

import { coverageOf, escapeHtml, figureHtml, legendHtml, pageHtml, tableHtml } from 'report';
import { valueText } from './check-line.ts';
import type { Judged } from './deviations.ts';
import type { FigurePlot } from './figure-plot.ts';
import { plotsOf } from './figure-plots.ts';
import { checksOf, isOk, type JudgedFigure, type Outcome, shownChecks, standingText } from './outcome.ts';

const STANDING = {
  ok: 'holds',
  deviation: 'known deviation',
  failed: 'FAILS',
  held: 'HOLDS, yet docs/deviations.json lists it',
} as const;

export function figuresHtml(outcome: Outcome): string {
  const { figures, size, facts, dirty } = outcome;
  const checks = checksOf(outcome);
  const title = `The paper's evaluation and more, simulated${size.quick ? ' (quick)' : ''}`;
  const bad = checks.filter(({ standing }) => standing === 'failed' || standing === 'held');
  return pageHtml(
    title,
    [
      '<p>A discrete-event simulator drives the same policy and estimator objects as the balancer. Shapes can be compared with the paper, milliseconds hardly: its machines are not known.</p>',
      size.quick
        ? '<p class="note">A quick run: few levels, short runs, and one seed unless asked for more. It shows that everything works; only checks that hold at this size are made.</p>'
        : '',
      dirty
        ? `<p class="note">The sources are not those of a commit (${escapeHtml(facts.commit)}): these numbers belong to nobody else's copy.</p>`
        : '',
      `<p><strong>${escapeHtml(standingText(checks))}.</strong> ${isOk(outcome) ? '' : 'The command ended with status 1.'}</p>`,
      bad.length === 0 ? '' : `<div class="invalid">${checksHtml(bad)}</div>`,
      contentsHtml(figures),
      ...figures.map(figureSection),
      methodHtml(outcome),
    ].join('\n'),
  );
}

function contentsHtml(figures: readonly JudgedFigure[]): string {
  const items = figures.map(({ figure: { id, question }, checks }) => {
    const name = `<a href="#figure-${id}">${escapeHtml(nameOf(id))}</a>`;
    return `<li>${name}: ${escapeHtml(`${question} ${standingText(checks)}.`)}</li>`;
  });
  return `<ul>${items.join('\n')}</ul>`;
}

function figureSection(judged: JudgedFigure): string {
  const { figure, answers, checks } = judged;
  const hasPaper = figure.paper !== undefined;
  return [
    `<section><h2 id="figure-${figure.id}">${escapeHtml(`${nameOf(figure.id)}: ${figure.title}`)}</h2>`,
    `<p><strong>${escapeHtml(figure.question)}</strong> ${escapeHtml(figure.setting)}</p>`,
    hasPaper ? `<p>Dotted, and open circles: the paper. ${escapeHtml(figure.paper?.source ?? '')}</p>` : '',
    checksHtml(shownChecks(checks)),
    figure.plots === undefined ? legendHtml(answers.series) : '',
    ...plotsOf(figure, answers).map(plotHtml),
    '</section>',
  ].join('\n');
}

function plotHtml({ title, words, svg, table, wide }: FigurePlot): string {
  if (svg !== null) return figureHtml(title, words, svg, table, wide);
  return `<section><h2>${escapeHtml(title)}</h2><p>${escapeHtml(words)}</p>${tableHtml(table)}</section>`;
}

/** What does not hold comes first. */
function checksHtml(checks: readonly Judged[]): string {
  if (checks.length === 0) return '<p>No check of this figure holds or fails for certain at this size.</p>';
  const order: readonly Judged['standing'][] = ['failed', 'held', 'deviation', 'ok'];
  const items = order
    .flatMap(standing => checks.filter(check => check.standing === standing))
    .map(check => {
      const { standing, claim, name, value, limit, reason } = check;
      const numbers = `${valueText(value)}, limit ${valueText(limit)} (${name})`;
      const text = `${claim}: ${numbers}.${reason === null ? '' : ` ${reason}`}`;
      return `<li><strong>${STANDING[standing]}</strong>: ${escapeHtml(text)}</li>`;
    });
  return `<ul>${items.join('\n')}</ul>`;
}

function methodHtml({ size, facts, date, threadMs, tookMs, threads, figures }: Outcome): string {
  const runs = figures.reduce((sum, each) => sum + each.runs, 0);
  const queries = figures.reduce((sum, each) => sum + each.queries, 0);
  const { processor, cores, memoryGib, system, node } = facts;
  return [
    '<section><h2>How it was run</h2>',
    `<p>${escapeHtml(intervalNote(size.seeds))} Each policy meets the same arrivals, work and antagonists for the same seed. docs/evidence.md describes the model.</p>`,
    tableHtml({
      caption: 'The run',
      head: ['', ''],
      rows: [
        ['commit', facts.commit],
        ['date', date],
        ['seeds', `1 to ${size.seeds}`],
        ['runs', `${runs}, ${(queries / 1e6).toFixed(1)} million queries`],
        [
          'time',
          `${(threadMs / 60_000).toFixed(1)} thread minutes in all; this command took ${(tookMs / 60_000).toFixed(1)} minutes on ${threads} threads`,
        ],
        ['machine', `${processor}, ${cores} cores, ${memoryGib} GiB, ${system}, Node ${node}`],
      ],
    }),
    '</section>',
  ].join('\n');
}

/** What the intervals in tables and plots are. */
export function intervalNote(seeds: number): string {
  const coverage = (100 * coverageOf(seeds)).toFixed(0);
  return seeds === 1
    ? 'One seed: values without an interval.'
    : `Values are the median over ${seeds} seeds, with the smallest and the largest: the true median lies between these with a probability of ${coverage} %.`;
}

/** `Fig. 6`, or `Figure fleet-size` where the paper has none. */
export function nameOf(id: string): string {
  return /^\d+$/.test(id) ? `Fig. ${id}` : `Figure ${id}`;
}
