// Which processes make up the lab, with which ports and settings? Starts nothing.

import { EXIT, PlainError } from 'program';

/** What the lab was asked for. */
export interface PlanOptions {
  readonly port: number;
  readonly adminPort: number;
  readonly metricsPort: number;
  readonly backends: number;
  readonly balancers: number;
  readonly policy: string;
  readonly seed: number;
}

/** One port of one process: `variable`'s value `base`, counted on. */
export interface Claim {
  readonly variable: 'PORT' | 'ADMIN_PORT' | 'METRICS_PORT';
  readonly base: number;
  readonly port: number;
  readonly owner: string;
}

/** One process: its program, the settings that are its own, its ports. */
export interface Member {
  readonly name: string;
  readonly program: 'balancer' | 'backend';
  readonly settings: Readonly<Record<string, string>>;
  readonly port: number;
  readonly adminPort: number;
  readonly metricsPort: number;
  readonly claims: readonly Claim[];
}

export interface Plan {
  readonly balancers: readonly Member[];
  readonly backends: readonly Member[];
}

const HOST = '127.0.0.1';
const BALANCER_STEP = 1000;
const MAX_PORT = 65_535;

/** Lays the fleet out (interfaces, Programs). Throws PlainError when two processes would get one port. */
export function planFleet(options: PlanOptions): Plan {
  const backends = Array.from({ length: options.backends }, (_, at) => backend(options, at + 1));
  const balancers = Array.from({ length: options.balancers }, (_, at) => balancer(options, at + 1, backends));
  checkClaims([...balancers, ...backends].flatMap(member => member.claims));
  return { balancers, backends };
}

function backend(options: PlanOptions, number: number): Member {
  const name = `backend-${number}`;
  return member(options, name, 'backend', number, {
    REPLICA_NAME: name,
    REPLICAS: '1',
    SEED: seedOf(options.seed, number),
  });
}

function balancer(options: PlanOptions, number: number, backends: readonly Member[]): Member {
  const name = options.balancers === 1 ? 'balancer' : `balancer-${number}`;
  return member(options, name, 'balancer', BALANCER_STEP * (number - 1), {
    POLICY: options.policy,
    SEED: seedOf(options.seed, BALANCER_STEP * number),
    SERVER_URLS: backends.map(({ port }) => `http://${HOST}:${port}`).join(','),
    CONTROL_URLS: backends.map(({ adminPort }) => `http://${HOST}:${adminPort}`).join(','),
    ADMIN_CONTROLS: 'on',
  });
}

function member(
  options: PlanOptions,
  name: string,
  program: Member['program'],
  offset: number,
  settings: Readonly<Record<string, string>>,
): Member {
  const bases = { PORT: options.port, ADMIN_PORT: options.adminPort, METRICS_PORT: options.metricsPort };
  const claim = (variable: Claim['variable']): Claim => ({
    variable,
    base: bases[variable],
    port: bases[variable] + offset,
    owner: name,
  });
  const claims = [claim('PORT'), claim('ADMIN_PORT'), claim('METRICS_PORT')];
  const ports = Object.fromEntries(claims.map(({ variable, port }) => [variable, String(port)]));
  return {
    name,
    program,
    settings: { ...settings, ...ports },
    port: options.port + offset,
    adminPort: options.adminPort + offset,
    metricsPort: options.metricsPort + offset,
    claims,
  };
}

/** Processes with one seed would do the same at the same time. */
function seedOf(seed: number, number: number): string {
  return String((seed + number) % 2 ** 32);
}

function checkClaims(claims: readonly Claim[]): void {
  const owners = new Map<number, Claim>();
  for (const claim of claims) {
    const before = owners.get(claim.port);
    if (claim.port > MAX_PORT) throw refusal(claim, `is above ${MAX_PORT}`);
    if (before !== undefined) throw refusal(claim, `is also the ${before.variable} of ${before.owner}`);
    owners.set(claim.port, claim);
  }
}

/** One line that names the port, its owner and the variable to change. */
export function refusal({ variable, base, port, owner }: Claim, why: string): PlainError {
  const line = `ERR_PREQUAL_LISTEN: ${variable}=${base} gives ${owner} port ${port}, which ${why}; choose another ${variable}`;
  return new PlainError(line, EXIT.usage);
}
