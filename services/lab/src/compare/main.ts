// `npm run compare`: policies in interleaved rounds on one fleet, and a verdict as one HTML file.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readScenario } from 'load';
import type { Scenario } from 'load-tests/scenario.ts';
import { checkKnob, PrequalConfigError, policyKnobs } from 'prequal';
import { EXIT, Progress, readFacts, readSettings, runProgram, untilSignal, type Values } from 'program';
import manifest from '../../package.json' with { type: 'json' };
import { compare } from './compare.ts';
import { defaultOut, jsonOf, runLine, summaryText } from './compare-output.ts';
import { settings } from './compare-settings.ts';
import { startComposeFleet } from './compose-fleet.ts';
import type { ComparedFleet } from './driver.ts';
import { startLocalFleet } from './local-fleet.ts';
import { reportHtml } from './report-html.ts';
import { resultOf } from './result.ts';
import { runningFleet } from './running-fleet.ts';

const QUICK_ROUNDS = 2;
const SETTLE_MS = 2000;
const QUICK_SETTLE_MS = 500;

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
  if (config.driver === 'k6' && config.scenario.endsWith('.json'))
    throw new PrequalConfigError(
      'SCENARIO',
      config.scenario,
      'names of load-tests/scenarios, with the driver k6',
    );
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
      : summaryText(result, context, out);
    process.stdout.write(`${output}\n`);
    return result.claims === null ? EXIT.failed : EXIT.done;
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
  const environment = process.env;
  if (driver === 'k6') {
    // Flags alone: PORT and ADMIN_PORT are variables of programs, which Compose does not publish by.
    const flags = readSettings(settings, process.argv.slice(2), {});
    return startComposeFleet({ scenario, flags, environment });
  }
  return startLocalFleet({
    scenario,
    port: port ?? 50_050,
    adminPort: adminPort ?? 9901,
    metricsPort,
    policy: policies[0] ?? 'prequal',
    seed,
    environment,
    onDeath,
  });
}
