// `npm run sim`: a scenario in virtual time, under the production policies and under references that know all.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readScenario } from 'load';
import { commitId, EXIT, Progress, runProgram, untilSignal } from 'program';
import manifest from '../../package.json' with { type: 'json' };
import { progressText } from '../progress-text.ts';
import { runTasks } from '../workers/run-tasks.ts';
import { machinesOf } from './machine-settings.ts';
import { policySummary } from './policy-summary.ts';
import type { ScenarioRun, ScenarioTask } from './scenario-run.ts';
import { simReport, simText } from './sim-report.ts';
import { policiesOf, policyOptionsOf, type SimConfig, simSettings } from './sim-settings.ts';

await runProgram(
  {
    name: 'sim',
    version: manifest.version,
    summary: 'runs a scenario in virtual time with the policies of the balancer, and judges its checks',
    settings: simSettings,
    examples: [
      'npm run sim -- --scenario antagonist --policies prequal,round_robin --seeds 5',
      'npm run sim -- --scenario fleet --policies prequal,omniscient_shortest_queue --q-rif 0.7',
      'npm run sim -- --scenario steady --speeds 1,0.5,1 --spare-cores 4 --antagonist 14000,26000,0.95,2',
      'npm run -s sim -- --scenario ramp --probe-loss 0.2 --json --out reports/ramp.json',
    ],
  },
  main,
);

async function main(config: SimConfig): Promise<number> {
  const scenario = readScenario(config.scenario, {});
  const policies = policiesOf(config);
  const first = config.seed ?? scenario.seed;
  const seeds = Array.from({ length: config.quick ? 1 : config.seeds }, (_, i) => (first + i) % 2 ** 32);
  const options = policyOptionsOf(config);
  const { networkMs, probeMs, probeLoss } = config;
  const machines = machinesOf(config);
  const tasks: ScenarioTask[] = policies.flatMap(policy =>
    seeds.map(seed => ({
      scenario,
      settings: { seed, networkMs, probeMs, probeLoss, machines, policy: { ...options, policy } },
    })),
  );
  const runs = await runAll(tasks, config.threads);
  if (runs === null) {
    process.stderr.write('interrupted: no verdict\n');
    return EXIT.failed;
  }
  const summaries = policies.map(policy => {
    const own = runs.filter(({ result }) => result.policy === policy);
    return [policy, policySummary(own, scenario)] as const;
  });
  const facts = {
    scenario: scenario.name,
    seeds,
    quick: config.quick,
    commit: commitId(),
    networkMs,
    probeMs,
    probeLoss,
    machines,
    options,
  };
  const report = simReport(facts, Object.fromEntries(summaries));
  if (config.out !== '') {
    mkdirSync(dirname(config.out), { recursive: true });
    writeFileSync(config.out, `${JSON.stringify(report)}\n`);
  }
  process.stdout.write(`${config.json ? JSON.stringify(report) : simText(report, scenario.warmupMs)}\n`);
  return report.ok ? EXIT.done : EXIT.failed;
}

/** null where a signal came before all had ended. */
async function runAll(tasks: readonly ScenarioTask[], threads: number): Promise<ScenarioRun[] | null> {
  const stop = new AbortController();
  void untilSignal().then(() => stop.abort());
  const startMs = performance.now();
  let done = 0;
  const progress = new Progress(process.stderr, () =>
    progressText(
      { done, all: tasks.length, doneCost: done, allCost: tasks.length },
      threads,
      performance.now() - startMs,
    ),
  );
  try {
    return await runTasks<ScenarioTask, ScenarioRun>({
      worker: new URL('./worker.ts', import.meta.url),
      tasks,
      threads,
      signal: stop.signal,
      onDone: () => {
        done++;
      },
    });
  } finally {
    progress.close();
  }
}
