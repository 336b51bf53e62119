// `npm start`: balancer, backends and load as local processes, a live table, a summary.

import { plainScenario, readScenario, scheduleSettings } from 'load';
import { type Knob, policyKnobs } from 'prequal';
import { integer, knobSetting, runProgram, type Setting, toggle, type Values, variableOf } from 'program';
import manifest from '../package.json' with { type: 'json' };
import { planFleet } from './plan.ts';
import { runLab } from './run-lab.ts';
import { Screen } from './screen.ts';

const count = (help: string) => ({ ...integer(1, 1, 900, help), default: null as number | null });

/** The balancer's policy and probing, passed on where they are given. */
const knobs: Record<string, Setting<number | string | null>> = Object.fromEntries(
  Object.entries(policyKnobs).map(([name, knob]) => [name, { ...knobSetting(knob as Knob), default: null }]),
);

const settings = {
  ...knobs,
  ...scheduleSettings,
  policy: knobSetting(policyKnobs.policy),
  backends: count("replicas; default: the scenario's, else 3; above 9, ten to a process"),
  balancers: count("balancers; default: the scenario's, else 1"),
  noLoad: toggle('start no load'),
  json: toggle('print one final JSON object instead of a table; everything else goes to standard error'),
  port: integer(50_050, 1, 65_535, "balancer's port; backend i gets i more, balancer j 1000 (j - 1) more"),
  adminPort: integer(9901, 1, 65_535, "balancer's admin port, counted on likewise"),
  metricsPort: integer(9464, 1, 65_535, "balancer's metrics port, counted on likewise"),
};

await runProgram(
  {
    name: 'start',
    version: manifest.version,
    summary:
      'the lab as local processes: balancer, backends, load, a live table; balancer settings pass through',
    settings,
    examples: [
      'npm start',
      'npm start -- --scenario antagonist',
      'npm start -- --policy round_robin --rate 100',
    ],
  },
  main,
);

async function main(config: Values<typeof settings>): Promise<number> {
  const change = { callsPerSecond: config.rate ?? undefined, durationMs: config.duration ?? undefined };
  const named = config.scenario !== '';
  const scenario = named ? readScenario(config.scenario, change) : plainScenario(change);
  const seed = config.seed ?? (named ? scenario.seed : Date.now() % 2 ** 32);
  const { port, adminPort, metricsPort, policy } = config;
  const backends = config.backends ?? scenario.fleet.replicas;
  const balancers = config.balancers ?? scenario.fleet.balancers;
  const output = config.json ? process.stderr : process.stdout;
  return runLab({
    plan: planFleet({ port, adminPort, metricsPort, backends, balancers, policy, seed }),
    scenario: config.noLoad ? null : scenario,
    loadFlags: loadFlags(config),
    environment: { ...(named ? fleetSettings(scenario.fleet) : {}), ...process.env, ...passedOn(config) },
    policy,
    seed,
    json: config.json,
    screen: new Screen(output, Boolean(process.env.NO_COLOR)),
    write: text => process.stdout.write(`${text}\n`),
  });
}

function passedOn(config: Readonly<Record<string, unknown>>): Record<string, string> {
  const given = Object.keys(knobs).filter(name => name !== 'policy' && config[name] !== null);
  return Object.fromEntries(given.map(name => [variableOf(name), String(config[name])]));
}

/** What the load was asked for, as its own flags. */
function loadFlags({ scenario, rate, duration }: Values<typeof settings>): readonly string[] {
  return [
    ...(scenario === '' ? [] : [`--scenario=${scenario}`]),
    ...(rate === null ? [] : [`--rate=${rate}`]),
    ...(duration === null ? [] : [`--duration=${duration}ms`]),
  ];
}

/** A scenario's checks hold for its fleet; whoever sets these variables knows better. */
function fleetSettings({ cores, workMeanMs }: { cores: number; workMeanMs: number }): Record<string, string> {
  return { CORES: String(cores), WORK_MEAN_MS: String(workMeanMs) };
}
