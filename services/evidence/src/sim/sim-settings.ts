// The settings of `npm run sim`: what to run, under what, and how to tell.

import { availableParallelism } from 'node:os';
import { balancerKnobs, checkKnob, defaultOptions, type Knob, type PolicyOptions } from 'prequal';
import { integer, knobSetting, list, number, type Setting, seed, text, toggle, type Values } from 'program';
import { OMNISCIENT_NAMES, type SimulatedPolicy } from 'simulator';
import { machineSettings } from './machine-settings.ts';

type PolicyName = NonNullable<SimulatedPolicy['policy']>;
type PolicySettings = Omit<PolicyOptions, 'policy' | 'decisions'>;

const { policy: policyKnob, decisions: _, ...knobs } = balancerKnobs;
const policySettings = Object.fromEntries(
  Object.entries<Knob>(knobs).map(([name, knob]) => [name, knobSetting(knob)]),
) as unknown as { readonly [Name in keyof PolicySettings]: Setting<PolicySettings[Name]> };

/** The names that `--policies` takes. */
const policyNames = { ...policyKnob, choices: [...policyKnob.choices, ...OMNISCIENT_NAMES] };

export const simSettings = {
  scenario: text('antagonist', 'NAME of load-tests/scenarios, or FILE.json: fleet, load, events and checks'),
  policies: list(
    ['prequal', 'round_robin', 'least_loaded'],
    'the policies; prequal, or the first, is judged',
  ),
  seeds: integer(5, 1, 10_000, 'runs of each policy, each with the next seed'),
  seed: seed("the first seed; default: the scenario's"),
  quick: toggle('one seed, marked so'),
  networkMs: number(0.3, 0, 60_000, 'one way between balancer and replica, ms'),
  probeMs: number(0.3, 0, 60_000, 'the same for probes, ms'),
  probeLoss: number(0, 0, 1, 'fraction of the probes that get lost'),
  ...machineSettings,
  threads: integer(availableParallelism(), 1, 1024, 'worker threads'),
  out: text('', 'a file that gets the JSON object too'),
  json: toggle('print one final JSON object instead of text'),
  ...policySettings,
  fleetClients: integer(
    0,
    0,
    1_000_000,
    'c3: clients of the fleet, this one included: n of its score (§5.2); 0: the balancers of the scenario',
  ),
};

export type SimConfig = Values<typeof simSettings>;

/** The policies of a run, in order, each once. Throws PrequalConfigError on a name that is none. */
export function policiesOf({ policies }: SimConfig): PolicyName[] {
  for (const name of policies) checkKnob('POLICIES', policyNames, name);
  return [...new Set(policies)] as PolicyName[];
}

/** The options that are not the policy's own defaults, and the number of clients where it is not the scenario's. */
export function policyOptionsOf(config: SimConfig): Partial<PolicySettings> {
  const names = Object.keys(knobs) as (keyof PolicySettings)[];
  const changed = names.filter(name =>
    name === 'fleetClients' ? config.fleetClients > 0 : config[name] !== defaultOptions[name],
  );
  return Object.fromEntries(changed.map(name => [name, config[name]]));
}
