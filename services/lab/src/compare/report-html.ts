// The verdict as one HTML file: what lost first, then numbers, plots with their tables, and whether to believe them.

import { type Verdict, verdictLine } from 'load-tests/check.ts';
import type { Scenario } from 'load-tests/scenario.ts';
import type { RunFacts } from 'program';
import { coverageOf, escapeHtml, intervalText, legendHtml, pageHtml, tableHtml } from 'report';
import type { Role, RunWords } from './driver.ts';
import { measures } from './measure.ts';
import { figuresHtml } from './report-figures.ts';
import type { Result } from './result.ts';
import { optionsText, type RunningFleet } from './running-fleet.ts';
import { MOST_CORE_FRACTION, MOST_MACHINE_FRACTION } from './validity.ts';
import { type Claim, type Outcome, shown } from './verdict.ts';

/** What stands around the numbers. */
export interface ReportContext {
  readonly scenario: Scenario;
  /** Of the first round's arrivals; null where they are not drawn. */
  readonly seed: number | null;
  readonly quick: boolean;
  readonly words: RunWords;
  readonly fleet: RunningFleet;
  readonly facts: RunFacts;
  /** ISO date of the run. */
  readonly date: string;
}

export function reportHtml(result: Result, context: ReportContext): string {
  const { scenario, quick, words } = context;
  const ok = result.checks.every(check => check.ok);
  const title = `Comparison of policies: ${scenario.name}${quick ? ' (quick)' : ''}`;
  return pageHtml(
    title,
    `<p>${escapeHtml(scenario.description)}</p>
${ok ? '' : invalidHtml(result.checks)}
${quick ? '<p class="note">A quick run: two rounds, which show that everything works and decide nothing.</p>' : ''}
${claimsHtml(result)}
${legendHtml(result.policies.map(({ policy }) => policy))}
${numbersHtml(result, scenario, words)}
${figuresHtml(result, scenario, words.callTime)}
${beliefHtml(result, context)}`,
  );
}

function invalidHtml(checks: readonly Verdict[]): string {
  const failed = checks.filter(check => !check.ok).map(check => `<li>${escapeHtml(verdictLine(check))}</li>`);
  return `<div class="invalid"><strong>This run is not valid.</strong> Its numbers may say something about the generator or the machine rather than about the policies:<ul>${failed.join('')}</ul></div>`;
}

const HEADINGS: readonly (readonly [Outcome, (subject: string) => string])[] = [
  ['loses', subject => `Where ${subject} loses`],
  ['wins', subject => `Where ${subject} wins`],
  ['even', () => 'Where there is no difference'],
  ['open', () => 'Where these rounds do not decide'],
];

/** Losses come first, and are said to be none where there are none. */
export function claimsHtml({ claims, subject, policies }: Result): string {
  if (policies.length < 2) return '';
  const parts = HEADINGS.map(([outcome, heading]) => {
    const texts = claims.filter(claim => claim.outcome === outcome).map(({ text }: Claim) => text);
    if (texts.length === 0)
      return outcome === 'loses'
        ? `<section class="claims loses"><h2>${escapeHtml(heading(subject))}</h2><p>Nowhere in these rounds.</p></section>`
        : '';
    const items = texts.map(text => `<li>${escapeHtml(text)}</li>`).join('\n');
    return `<section class="claims ${outcome}"><h2>${escapeHtml(heading(subject))}</h2><ul>${items}</ul></section>`;
  });
  return `<div class="verdict">${parts.join('\n')}</div>`;
}

function numbersHtml({ policies, rounds }: Result, scenario: Scenario, { callTime }: RunWords): string {
  const cell = (measure: (typeof measures)[number], at: number): string => {
    const interval = policies[at]?.intervals[measure.key] ?? null;
    return intervalText(interval, value => shown(measure, value));
  };
  const rows = measures.map(measure => [measure.title, ...policies.map((_, at) => cell(measure, at))]);
  const counts = (key: 'calls' | 'errors' | 'dropped') => policies.map(policy => String(policy[key]));
  const coverage = (coverageOf(rounds) * 100).toFixed(0);
  return [
    '<section><h2>The numbers</h2>',
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

function beliefHtml(result: Result, context: ReportContext): string {
  const { runs, checks, policies } = result;
  const { scenario, seed, facts, words, date, fleet } = context;
  const names = [...new Set(runs.flatMap(run => run.processes.map(({ name }) => name)))];
  const load = (name: string, policy: string): string => {
    const loads = runs
      .filter(run => run.policy === policy)
      .flatMap(run => run.processes.filter(each => each.name === name));
    const known = loads.flatMap(({ coreFraction }) => coreFraction ?? []);
    const whole = known.length > 0 && known.length === loads.length;
    return whole ? percent(Math.max(...known)) : 'not measured';
  };
  const machine = (policy: string): string => {
    const known = runs.filter(run => run.policy === policy).flatMap(run => run.machineFraction ?? []);
    return known.length === 0 ? '-' : percent(Math.max(...known));
  };
  const busy = runs.some(({ machineFraction }) => (machineFraction ?? 0) > MOST_MACHINE_FRACTION);
  const held = policies[0]?.held ?? [];
  return [
    '<section><h2>Can it be believed?</h2>',
    `<p>A dropped call, or a process busier than ${MOST_CORE_FRACTION} of a core${wideHtml(result.roles)}, makes a run invalid, and so does one that was not measured: the command ends with status 1. Busiest round of each:</p>`,
    busy
      ? '<p class="note">The machine was busy all the time in some runs, with other programs too: differences between policies stand within a round, milliseconds do not carry over to another machine.</p>'
      : '',
    tableHtml({
      caption: `How busy each process was: ${words.loads}`,
      head: ['process', ...policies.map(({ policy }) => policy)],
      rows: [
        ...names.map(name => [name, ...policies.map(({ policy }) => load(name, policy))]),
        ['the whole machine, all programs', ...policies.map(({ policy }) => machine(policy))],
      ],
    }),
    `<ul>${checks.map(check => `<li>${escapeHtml(verdictLine(check))}</li>`).join('\n')}</ul>`,
    held.length === 0
      ? ''
      : tableHtml({
          caption: "The scenario's own checks: rounds in which each held",
          head: ['check', ...policies.map(({ policy }) => policy)],
          rows: held.map(({ name, limit }, at) => [
            `${name} (${limit})`,
            ...policies.map(policy => `${policy.held[at]?.rounds ?? 0} of ${result.rounds}`),
          ]),
        }),
    '<h2>How it was run</h2>',
    tableHtml({
      caption: 'The run',
      head: ['', ''],
      rows: [
        ['commit', facts.commit],
        ['date', date],
        ['seed', seed === null ? 'none: arrivals are not drawn' : seedText(seed)],
        [
          'rounds',
          `${result.rounds}, in each every policy once on the same running fleet, the order rotated`,
        ],
        ['load', words.description],
        ['fleet', fleetText(fleet, scenario)],
        ["policies' settings", optionsText(fleet)],
        ['order', runs.map(({ policy, round }) => `${round} ${policy}`).join(', ')],
        [
          'machine',
          `${facts.processor}, ${facts.cores} cores, ${facts.memoryGib} GiB, ${facts.system}, Node ${facts.node}`,
        ],
      ],
    }),
    '<p>The rule, fixed beforehand: a policy loses or wins where every round says so and the median difference is at least 5 % (failed calls: 0.1 percentage points); below that there is no difference; otherwise it is undecided. Percentages are the median of the differences within the rounds, which the medians beside them need not show. Five rounds agree by chance once in sixteen times, for each line.</p>',
    '</section>',
  ].join('\n');
}

/** `6 replicas of 2 cores, mean work 80 ms, 2 balancers`, and what the scenario has where that is something else. */
function fleetText({ replicas, balancers, cores, workMeanMs }: RunningFleet, scenario: Scenario): string {
  const asked = scenario.fleet;
  const same = cores === asked.cores && workMeanMs === asked.workMeanMs;
  const other = same ? '' : ` (the scenario's: ${asked.cores} cores, ${asked.workMeanMs} ms)`;
  return `${replicas} replicas of ${cores} cores, mean work ${workMeanMs} ms, ${balancers} balancers${other}`;
}

/** The bound of processes that use several cores: ` (k6: of its 2 cores)`. */
function wideHtml(roles: readonly Role[]): string {
  return roles
    .filter(({ cores }) => cores > 1)
    .map(({ name, cores }) => ` (${escapeHtml(name)}: of its ${cores} cores)`)
    .join('');
}

function seedText(seed: number): string {
  return `${seed}, one more each round; the same arrivals for every policy of a round`;
}

function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(0)} %`;
}
