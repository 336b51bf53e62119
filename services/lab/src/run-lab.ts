// One run of the lab: ports checked, processes started, shown while they run, ended in order, summed up.

import { type Report, reportText } from 'load';
import { CALL_TIMEOUT_MS } from 'load-tests/load-plan.ts';
import type { Scenario } from 'load-tests/scenario.ts';
import { EXIT, untilSignal } from 'program';
import { Child, type Environment, endingText } from './child.ts';
import { deathError, Fleet, scriptOf } from './fleet.ts';
import { checkFree } from './free-ports.ts';
import { LiveView } from './live-view.ts';
import { balancerAdminsOf, type Plan } from './plan.ts';
import type { Screen } from './screen.ts';
import { reportFrom, reportOfViews } from './summary.ts';
import { welcomeText } from './welcome.ts';

export interface LabOptions {
  readonly plan: Plan;
  /** What the load follows; null = no load. */
  readonly scenario: Scenario | null;
  /** Flags of the load, beside those that the plan gives. */
  readonly loadFlags: readonly string[];
  /** The variables that every process starts with. */
  readonly environment: Environment;
  readonly policy: string;
  readonly seed: number;
  readonly json: boolean;
  readonly screen: Screen;
  /** Takes the final summary. */
  readonly write: (text: string) => void;
}

/** Why the lab ends. */
type End =
  | { readonly kind: 'signal' }
  | { readonly kind: 'load' }
  | { readonly kind: 'death'; readonly error: Error & { readonly exit: number } };

/** The load waits for calls in flight: no longer than the last of them may take. */
const LOAD_GRACE_MS = CALL_TIMEOUT_MS + 1000;

/** Runs until the load ends, a signal comes or a process dies. Returns the exit status. */
export async function runLab(options: LabOptions): Promise<number> {
  const { plan, screen } = options;
  await checkFree([...plan.balancers, ...plan.backends].flatMap(member => member.claims));
  const signal = untilSignal().then((): End => ({ kind: 'signal' }));
  const fleet = new Fleet(plan, options.environment);
  const death = fleet.death.then((each): End => ({ kind: 'death', error: deathError(each) }));
  try {
    const early = await Promise.race([fleet.ready(), signal]);
    if (early !== undefined) return EXIT.done;
    screen.say(welcomeText(plan, describe(options)));
    const load = options.scenario === null ? null : startLoad(options);
    const loadEnd = load === null ? [] : [load.ended.then((): End => ({ kind: 'load' }))];
    const live = new LiveView(plan, options.scenario, screen);
    const end = await Promise.race([signal, death, ...loadEnd]);
    live.close();
    if (end.kind === 'death') screen.say(end.error.message);
    else screen.say('ending...');
    const report = load === null ? await withoutLoad(options, live) : await endLoad(options, load, live);
    await fleet.stop();
    if (report !== null) options.write(options.json ? JSON.stringify(report) : reportText(report));
    return end.kind === 'death' ? end.error.exit : await statusOf(load, report);
  } finally {
    await fleet.stop();
  }
}

function describe({ plan, scenario, policy, seed }: LabOptions): string {
  const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
  const load =
    scenario === null ? 'no load' : `${scenario.name} at ${scenario.load[0]?.callsPerSecond} calls/s`;
  return [
    count(plan.balancers.length, 'balancer'),
    count(plan.replicas.length, 'backend'),
    `policy ${policy}`,
    load,
    `seed ${seed}`,
  ].join(', ');
}

function startLoad({ plan, loadFlags, seed, environment }: LabOptions): Child {
  const flags = [
    `--target=${plan.balancers.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    `--control-urls=${plan.replicas.map(({ controlUrl }) => controlUrl).join(',')}`,
    `--balancer-admin=${balancerAdminsOf(plan).join(',')}`,
    `--seed=${seed}`,
    '--json',
  ];
  const load = new Child('load', scriptOf('load'), [...flags, ...loadFlags], environment);
  process.on('exit', () => load.kill());
  return load;
}

/** Ends the load first: what it sent is answered while the others still run. */
async function endLoad(options: LabOptions, load: Child, live: LiveView): Promise<Report | null> {
  const ending = await load.stop('SIGTERM', LOAD_GRACE_MS);
  const report = reportFrom(load.result);
  if (report !== null) return report;
  // Asked to end before it could hear that: it has sent nothing, which is no failure.
  if (ending.signal === 'SIGTERM') return withoutLoad(options, live);
  options.screen.say(endingText(load, ending));
  return null;
}

async function withoutLoad({ policy, seed }: LabOptions, live: LiveView): Promise<Report> {
  return reportOfViews(policy, await live.fetch(), live.nameOf, seed);
}

/** Without its report the load's own status counts: 2 where it refused a setting. */
async function statusOf(load: Child | null, report: Report | null): Promise<number> {
  if (report !== null) return report.ok ? EXIT.done : EXIT.failed;
  const { code } = load === null ? { code: EXIT.failed } : await load.ended;
  return code === EXIT.usage ? EXIT.usage : EXIT.failed;
}
