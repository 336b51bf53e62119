// Can the numbers be believed, and how were they measured? The last part of the report.

import { verdictLine } from 'load-tests/check.ts';
import type { Scenario } from 'load-tests/scenario.ts';
import { escapeHtml, tableHtml } from 'report';
import type { Role } from './driver.ts';
import type { ReportContext } from './report-context.ts';
import type { Result } from './result.ts';
import { optionsText, type RunningFleet } from './running-fleet.ts';
import { MOST_CORE_FRACTION, MOST_MACHINE_FRACTION } from './validity.ts';

/** By which judgePair gives its verdict. */
const RULE =
  '<p>The rule, fixed beforehand: a policy loses or wins where every round says so and the median difference is at least 5 % (failed calls: 0.1 percentage points); below that there is no difference; otherwise it is undecided. Percentages are the median of the differences within the rounds, which the medians beside them need not show. Five rounds agree by chance once in sixteen times, for each line.</p>';

export function beliefHtml(result: Result, context: ReportContext): string {
  return `<section>${headroomHtml(result, context)}\n${howHtml(result, context)}</section>`;
}

function headroomHtml(result: Result, { words }: ReportContext): string {
  const { runs, checks, policies, claims } = result;
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
  const busy =
    claims !== null && runs.some(({ machineFraction }) => (machineFraction ?? 0) > MOST_MACHINE_FRACTION);
  const held = policies[0]?.held ?? [];
  return [
    '<h2>Can it be believed?</h2>',
    `<p>A dropped call, or a process busier than ${MOST_CORE_FRACTION} of a core${wideHtml(result.roles)}, makes a run invalid, and so does one that was not measured: the command ends with status 1 and gives no verdict. Busiest round of each:</p>`,
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
  ].join('\n');
}

function howHtml({ runs, rounds, claims }: Result, context: ReportContext): string {
  const { scenario, seed, facts, words, date, fleet } = context;
  return [
    '<h2>How it was run</h2>',
    tableHtml({
      caption: 'The run',
      head: ['', ''],
      rows: [
        ['commit', facts.commit],
        ['date', date],
        ['seed', seed === null ? 'none: arrivals are not drawn' : seedText(seed)],
        ['rounds', `${rounds}, in each every policy once on the same running fleet, the order rotated`],
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
    claims === null ? '' : RULE,
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
