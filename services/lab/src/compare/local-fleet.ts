// The fleet of a comparison as local processes, laid out by the scenario, with the built-in load.

import { setTimeout } from 'node:timers/promises';
import type { Scenario } from 'load-tests/scenario.ts';
import type { Environment } from '../child.ts';
import { deathError, Fleet } from '../fleet.ts';
import { checkFree } from '../free-ports.ts';
import { balancerAdminsOf, planFleet } from '../plan.ts';
import type { ComparedFleet } from './driver.ts';
import { localDriver } from './local-run.ts';

export interface LocalFleetOptions {
  readonly scenario: Scenario;
  readonly port: number;
  readonly adminPort: number;
  readonly metricsPort: number;
  readonly policy: string;
  readonly seed: number;
  readonly environment: Environment;
  /** Told when a process ends that nobody asked to. */
  readonly onDeath: (error: Error) => void;
}

/** Time for every balancer to learn of every replica. */
const ACQUAINT_MS = 500;

export async function startLocalFleet(options: LocalFleetOptions): Promise<ComparedFleet> {
  const { port, adminPort, metricsPort, policy, seed, environment, scenario } = options;
  const { replicas, balancers, cores, workMeanMs } = scenario.fleet;
  const plan = planFleet({ port, adminPort, metricsPort, backends: replicas, balancers, policy, seed });
  await checkFree([...plan.balancers, ...plan.backends].flatMap(({ claims }) => claims));
  const settings = { CORES: String(cores), WORK_MEAN_MS: String(workMeanMs) };
  const fleet = new Fleet(plan, { ...settings, ...environment });
  let closing = false;
  void fleet.death.then(death => closing || options.onDeath(deathError(death)));
  const close = async () => {
    closing = true;
    await fleet.stop();
  };
  try {
    await fleet.ready();
    const driver = localDriver(plan, fleet);
    await setTimeout(ACQUAINT_MS);
    await driver.ready(scenario);
    return {
      balancerAdmins: balancerAdminsOf(plan),
      controlUrls: plan.replicas.map(({ controlUrl }) => controlUrl),
      driver,
      description: 'built-in load (open loop, Poisson arrivals), local processes',
      callTime: 'was due',
      loads: 'CPU time as a share of one core (generator: of its event loop)',
      close: async () => {
        driver.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
