// The verdict as one HTML file: what lost first, then numbers, plots with their tables, and whether to believe them.

import { blackoutRemark } from 'load';
import { type Verdict, verdictLine } from 'load-tests/check.ts';
import type { Scenario } from 'load-tests/scenario.ts';
import { coverageOf, escapeHtml, intervalText, legendHtml, pageHtml, tableHtml } from 'report';
import type { RunWords } from './driver.ts';
import { measures } from './measure.ts';
import { beliefHtml } from './report-belief.ts';
import type { ReportContext } from './report-context.ts';
import { figuresHtml } from './report-figures.ts';
import type { Result } from './result.ts';
import { type Claim, type Outcome, shown } from './verdict.ts';

export function reportHtml(result: Result, context: ReportContext): string {
  const { scenario, quick, words } = context;
  const { claims, checks } = result;
  const marks = [...(quick ? ['quick'] : []), ...(claims === null ? ['not valid'] : [])];
  const remark = blackoutRemark(
    result.policies.map(({ policy }) => policy),
    scenario.warmupMs,
  );
  const title = `Comparison of policies: ${scenario.name}${marks.length === 0 ? '' : ` (${marks.join(', ')})`}`;
  return pageHtml(
    title,
    `<p>${escapeHtml(scenario.description)}</p>
${quick ? '<p class="note">A quick run: two rounds, which show that everything works and decide nothing.</p>' : ''}
${remark === null ? '' : `<p class="note">${escapeHtml(remark)}.</p>`}
${claims === null ? invalidHtml(checks) : claimsHtml(result, claims)}
${legendHtml(result.policies.map(({ policy }) => policy))}
${numbersHtml(result, scenario, words)}
${figuresHtml(result, scenario, words.callTime)}
${beliefHtml(result, context)}`,
  );
}

function invalidHtml(checks: readonly Verdict[]): string {
  const failed = checks.filter(check => !check.ok).map(check => `<li>${escapeHtml(verdictLine(check))}</li>`);
  return `<div class="invalid"><strong>This run is not valid: there is no verdict.</strong> Its numbers may say something about the generator or the machine rather than about the policies:<ul>${failed.join('')}</ul></div>`;
}

const HEADINGS: readonly (readonly [Outcome, (subject: string) => string])[] = [
  ['loses', subject => `Where ${subject} loses`],
  ['wins', subject => `Where ${subject} wins`],
  ['even', () => 'Where there is no difference'],
  ['open', () => 'Where these rounds do not decide'],
];

/** Losses come first, and are said to be none where there are none. */
function claimsHtml({ subject, policies }: Result, claims: readonly Claim[]): string {
  if (policies.length < 2) return '';
  const parts = HEADINGS.map(([outcome, heading]) => {
    const texts = claims.filter(claim => claim.outcome === outcome).map(({ text }) => text);
    if (texts.length === 0)
      return outcome === 'loses'
        ? `<section class="claims loses"><h2>${escapeHtml(heading(subject))}</h2><p>Nowhere in these rounds.</p></section>`
        : '';
    const items = texts.map(text => `<li>${escapeHtml(text)}</li>`).join('\n');
    return `<section class="claims ${outcome}"><h2>${escapeHtml(heading(subject))}</h2><ul>${items}</ul></section>`;
  });
  return `<div class="verdict">${parts.join('\n')}</div>`;
}

function numbersHtml(
  { policies, rounds, claims }: Result,
  scenario: Scenario,
  { callTime }: RunWords,
): string {
  const cell = (measure: (typeof measures)[number], at: number): string => {
    const interval = policies[at]?.intervals[measure.key] ?? null;
    return intervalText(interval, value => shown(measure, value));
  };
  const rows = measures.map(measure => [measure.title, ...policies.map((_, at) => cell(measure, at))]);
  const counts = (key: 'calls' | 'errors' | 'dropped') => policies.map(policy => String(policy[key]));
  const coverage = (coverageOf(rounds) * 100).toFixed(0);
  return [
    `<section><h2>The numbers${claims === null ? ', not valid' : ''}</h2>`,
    `<p>Median over ${rounds} rounds, with the smallest and the largest round: the true median lies between them with a probability of ${coverage} %. Latency counts from the time that a call ${callTime}, failed calls with the time until they failed; the first ${scenario.warmupMs / 1000} s of a run are left out. Unevenness of RIF: standard deviation over mean, over the replicas, at one moment; the mean of all moments.</p>`,
    tableHtml({
      caption: 'Measures by policy; less is better',
      head: ['', ...policies.map(({ policy }) => policy)],
      rows: [
        ...rows,
        ['calls, all rounds', ...counts('calls')],
        ['failed', ...counts('errors')],
        ['dropped by the generator', ...counts('dropped')],
      ],
    }),
    '</section>',
  ].join('\n');
}
