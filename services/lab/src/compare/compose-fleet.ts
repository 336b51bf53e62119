// The fleet of a comparison in Compose, with k6: brought up under a project name of its own, taken down at the end.

import { basename } from 'node:path';
import type { Scenario } from 'load-tests/scenario.ts';
import { EXIT, PlainError } from 'program';
import { type ComposeProject, composeOk } from './compose-command.ts';
import { composePorts, type PortFlags } from './compose-ports.ts';
import type { ComparedFleet } from './driver.ts';
import { k6Driver } from './k6-run.ts';

/** What the Compose files lay out: by balancers. */
const LAYOUTS: Readonly<Record<number, { readonly replicas: number; readonly files: readonly string[] }>> = {
  1: { replicas: 3, files: [] },
  3: { replicas: 30, files: ['compose.fleet.yml'] },
};
const LAID_OVER = Object.values(LAYOUTS).flatMap(({ files }) => files);
const BACKENDS = 3;

export interface ComposeFleetOptions {
  readonly scenario: Scenario;
  readonly flags: PortFlags;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The files of the shell, or the lab's own; of those that lay out a fleet the ones of this layout alone. */
export function composeFiles(shell: string | undefined, layout: readonly string[]): readonly string[] {
  const files = (shell || 'docker-compose.yml').split(':');
  return [...files.filter(file => !LAID_OVER.includes(basename(file))), ...layout];
}

export async function startComposeFleet(options: ComposeFleetOptions): Promise<ComparedFleet> {
  const { scenario, flags, environment } = options;
  const { replicas, balancers, cores, workMeanMs } = scenario.fleet;
  const layout = LAYOUTS[balancers];
  if (layout?.replicas !== replicas)
    throw new PlainError(
      `ERR_PREQUAL_COMPARE: DRIVER=k6 has 3 replicas with 1 balancer, or 30 with 3; ${scenario.name} wants ${replicas} with ${balancers}: --driver local`,
      EXIT.usage,
    );
  const numbers = Array.from({ length: BACKENDS }, (_, at) => at + 1);
  const balancerNumbers = Array.from({ length: balancers }, (_, at) => at + 1);
  const ports = composePorts({ balancers, backends: BACKENDS }, flags, environment);
  const project: ComposeProject = {
    files: composeFiles(environment.COMPOSE_FILE, layout.files),
    variables: {
      CORES: String(cores),
      WORK_MEAN_MS: String(workMeanMs),
      ...ports.variables,
    },
  };
  const services = balancerNumbers.map(number => (number === 1 ? 'balancer' : `balancer-${number}`));
  const close = () => composeOk(project, ['--profile', '*', 'down', '--volumes', '--timeout', '15']);
  try {
    await composeOk(project, ['up', '--build', '--wait', '--detach', ...services]);
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
  const perBackend = replicas / BACKENDS;
  const controlUrls = ports.control.flatMap(port =>
    Array.from({ length: perBackend }, () => `http://127.0.0.1:${port}`),
  );
  return {
    balancerAdmins: ports.admin.map(port => `http://127.0.0.1:${port}`),
    controlUrls,
    driver: k6Driver(project, controlUrls, [...services, ...numbers.map(number => `backend-${number}`)]),
    description: 'k6 (open loop, evenly paced arrivals), Docker Compose',
    callTime: 'began',
    loads: 'mean of the looks of docker stats, as a share of one core',
    close,
  };
}
