// `npm run compare`: policies in interleaved rounds on one fleet, and a verdict as one HTML file.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readScenario } from 'load';
import type { Scenario } from 'load-tests/scenario.ts';
import { checkKnob, policyKnobs } from 'prequal';
import {
  choice,
  EXIT,
  integer,
  list,
  Progress,
  readFacts,
  runProgram,
  seed,
  text,
  toggle,
  untilSignal,
  type Values,
} from 'program';
import manifest from '../../package.json' with { type: 'json' };
import { compare } from './compare.ts';
import { defaultOut, jsonOf, runLine, summaryText } from './compare-output.ts';
import { startComposeFleet } from './compose-fleet.ts';
import type { ComparedFleet } from './driver.ts';
import { startLocalFleet } from './local-fleet.ts';
import { reportHtml } from './report-html.ts';
import { resultOf } from './result.ts';
import { runningFleet } from './running-fleet.ts';

const QUICK_ROUNDS = 2;
const SETTLE_MS = 2000;
const QUICK_SETTLE_MS = 500;

const settings = {
  scenario: text('compare', 'load-tests/scenarios/NAME.json: fleet, load and events'),
  policies: list(
    ['prequal', 'round_robin', 'least_loaded'],
    'the policies; the first, or prequal, is judged',
  ),
  rounds: integer(5, 1, 100, 'rounds, in each every policy once; under 5 decides nothing'),
  quick: toggle('2 rounds and short pauses, marked so'),
  driver: choice(
    'local',
    ['local', 'k6'],
    'local: built-in load, processes; k6: in Compose, which it starts: scenarios of 3 replicas, and fleet',
  ),
  seed: seed("local: seed of the arrivals, one more each round; default: the scenario's"),
  out: text('', 'the HTML file; default: reports/SCENARIO-COMMIT.html, with -k6 and -quick where it is'),
  json: toggle('print one final JSON object instead of text'),
  port: integer(50_050, 1, 65_535, "local: balancer's port; the others as npm start counts them"),
  adminPort: integer(9901, 1, 65_535, "local: balancer's admin port"),
  metricsPort: integer(9464, 1, 65_535, "local: balancer's metrics port"),
};

type Config = Values<typeof settings>;

await runProgram(
  {
    name: 'compare',
    version: manifest.version,
    summary: 'runs policies in turn on the same fleet and schedule, and writes a verdict as HTML',
    settings,
    examples: [
      'npm run compare -- --scenario fleet --policies prequal,round_robin,least_loaded',
      'npm run compare -- --scenario fleet --driver k6',
      'npm run -s compare -- --quick --json',
    ],
  },
  main,
);

async function main(config: Config): Promise<number> {
  const { policies } = config;
  for (const policy of policies) checkKnob('POLICIES', policyKnobs.policy, policy);
  const scenario = readScenario(config.scenario, {});
  const rounds = config.quick ? QUICK_ROUNDS : config.rounds;
  const firstSeed = config.seed ?? scenario.seed;
  const facts = readFacts();
  const date = new Date().toISOString();
  const stop = new AbortController();
  void untilSignal().then(() => stop.abort());
  let failure: Error | null = null;
  let line = 'starting the fleet';
  const progress = new Progress(process.stderr, () => line);
  const fleet = await startFleet(config, scenario, firstSeed, error => {
    failure = error;
    stop.abort();
  });
  try {
    const running = await runningFleet(fleet);
    const runs = await compare({
      fleet,
      scenario,
      policies,
      rounds,
      seed: firstSeed,
      settleMs: config.quick ? QUICK_SETTLE_MS : SETTLE_MS,
      signal: stop.signal,
      show: text => {
        line = text;
      },
      onRun: run => progress.say(runLine(run, scenario.warmupMs)),
    });
    progress.close();
    if (failure !== null) throw failure;
    if (runs === null) {
      process.stderr.write('interrupted: no verdict\n');
      return EXIT.failed;
    }
    const result = resultOf(runs, policies, scenario, fleet.driver);
    const out = config.out || defaultOut(scenario.name, facts.commit, config);
    const context = {
      scenario,
      seed: fleet.driver.sameSchedule ? firstSeed : null,
      quick: config.quick,
      words: fleet,
      fleet: running,
      facts,
      date,
    };
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, reportHtml(result, context));
    const output = config.json
      ? JSON.stringify(jsonOf(result, context, out))
      : summaryText(result, config.quick, out);
    process.stdout.write(`${output}\n`);
    return result.checks.every(({ ok }) => ok) ? EXIT.done : EXIT.failed;
  } finally {
    progress.close();
    await fleet.close();
  }
}

function startFleet(
  { port, adminPort, metricsPort, policies, driver }: Config,
  scenario: Scenario,
  seed: number,
  onDeath: (error: Error) => void,
): Promise<ComparedFleet> {
  if (driver === 'k6') return startComposeFleet({ scenario, port, adminPort });
  const policy = policies[0] ?? 'prequal';
  const environment = process.env;
  return startLocalFleet({ scenario, port, adminPort, metricsPort, policy, seed, environment, onDeath });
}
