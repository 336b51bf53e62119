// `npm run load`: the built-in open-loop load on one or more balancers.

import { replicasPerBackend } from 'load-tests/reply.ts';
import { EXIT, runProgram, untilSignal, type Values } from 'program';
import manifest from '../package.json' with { type: 'json' };
import { announcePhases } from './announce-phases.ts';
import { GreeterClient } from './greeter-client.ts';
import { loadSettings } from './load-settings.ts';
import { policyName } from './policy-name.ts';
import { plainScenario, readScenario } from './read-scenario.ts';
import { reportText } from './report.ts';
import { runLoad } from './run-load.ts';
import { strangersRemark } from './strangers-remark.ts';

const READY_MS = 5000;

await runProgram(
  {
    name: 'load',
    version: manifest.version,
    summary: 'calls the Greeter at scheduled times, whatever became of the calls before',
    settings: loadSettings,
    examples: [
      'npm run load -- --rate 100 --duration 30s',
      'npm run -s load -- --scenario antagonist --json',
    ],
  },
  main,
);

async function main(config: Values<typeof loadSettings>): Promise<number> {
  const change = { callsPerSecond: config.rate ?? undefined, durationMs: config.duration ?? undefined };
  const scenario = config.scenario === '' ? plainScenario(change) : readScenario(config.scenario, change);
  const seed = config.seed ?? (config.scenario === '' ? Date.now() % 2 ** 32 : scenario.seed);
  const stop = new AbortController();
  void untilSignal().then(() => stop.abort());
  const client = new GreeterClient(config.target);
  await client.ready(READY_MS);
  process.stderr.write(`load: ${scenario.name} on ${config.target.join(', ')}, seed ${seed}\n`);
  const over = new AbortController();
  const announced = announcePhases(scenario, config.balancerAdmin, over.signal);
  const report = await runLoad({
    scenario,
    seed,
    policy: await policyName(config.balancerAdmin),
    controlUrls: config.controlUrls,
    call: () => client.sayHello('load'),
    screen: process.stderr,
    signal: stop.signal,
  });
  over.abort();
  await announced;
  client.close();
  const served = Object.values(report.policies).flatMap(({ shares }) => Object.keys(shares));
  const remark = strangersRemark(scenario, served, replicasPerBackend(config.controlUrls));
  if (remark !== null) process.stderr.write(`load: ${remark}\n`);
  process.stdout.write(`${config.json ? JSON.stringify(report) : reportText(report)}\n`);
  return report.ok ? EXIT.done : EXIT.failed;
}
