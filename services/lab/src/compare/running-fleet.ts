// With which settings does the fleet run? Asked of it, whatever the shell, .env and the scenario say.

import { runningReplicas } from 'load-tests/capacity.ts';
import { balancerKnobs, type Knob } from 'prequal';
import { PlainError, variableOf } from 'program';
import type { ComparedFleet } from './driver.ts';

const TIMEOUT_MS = 2000;

/** The settings of a comparison. */
export interface RunningFleet {
  readonly replicas: number;
  readonly balancers: number;
  /** Cores of a replica. */
  readonly cores: number;
  /** Mean work of a call, ms of one core. */
  readonly workMeanMs: number;
  /** Options of the policies that are not the defaults, by name; the policy itself is what is compared. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Asks the first balancer and the first backend: all are started alike. Throws PlainError when one does not say. */
export async function runningFleet({
  balancerAdmins,
  controlUrls,
}: Pick<ComparedFleet, 'balancerAdmins' | 'controlUrls'>): Promise<RunningFleet> {
  const [options, { cores, workMeanMs }] = await Promise.all([
    ask(`${balancerAdmins[0]}/config`, changedOptions),
    ask(`${controlUrls[0]}/control`, capacityOf),
  ]);
  return { replicas: controlUrls.length, balancers: balancerAdmins.length, cores, workMeanMs, options };
}

/** `Q_RIF=0.7, R_PROBE=2`, or `defaults`. */
export function optionsText({ options }: Pick<RunningFleet, 'options'>): string {
  const words = Object.entries(options).map(([name, value]) => `${variableOf(name)}=${value}`);
  return words.length === 0 ? 'defaults' : words.join(', ');
}

async function ask<Told>(url: string, read: (answer: unknown) => Told): Promise<Told> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return read(await answer.json());
  } catch (error) {
    throw new PlainError(`ERR_PREQUAL_COMPARE: ${url} does not say what runs: ${String(error)}`);
  }
}

function changedOptions(answer: unknown): RunningFleet['options'] {
  const { settings } = answer as { readonly settings: Readonly<Record<string, unknown>> };
  const changed = Object.entries(balancerKnobs as Readonly<Record<string, Knob>>).filter(
    ([name, knob]) => name !== 'policy' && settings[name] !== knob.default,
  );
  return Object.fromEntries(changed.map(([name]) => [name, settings[name]]));
}

function capacityOf(answer: unknown): Pick<RunningFleet, 'cores' | 'workMeanMs'> {
  const [first] = runningReplicas(answer);
  if (first === undefined) throw new RangeError('it has no replica');
  return { cores: first.coresAtStart, workMeanMs: first.workMeanMs };
}
