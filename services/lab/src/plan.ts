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

/** A replica, as balancers and people know it. */
export interface PlannedReplica {
  readonly name: string;
  /** `host:port`: its id at the balancers. */
  readonly id: string;
  /** Its backend's control port. */
  readonly controlUrl: string;
}

export interface Plan {
  readonly balancers: readonly Member[];
  /** Processes: of one replica each in a small fleet, of several in a large one. */
  readonly backends: readonly Member[];
  /** In the order in which scenarios count them. */
  readonly replicas: readonly PlannedReplica[];
}

const HOST = '127.0.0.1';
const BALANCER_STEP = 1000;
const MAX_PORT = 65_535;
/** Above this a process per replica would cost more than the work that it plays. */
const MOST_PROCESSES = 9;
const REPLICAS_PER_PROCESS = 10;

/** Lays the fleet out, processes and ports. Throws PlainError when two processes would get one port. */
export function planFleet(options: PlanOptions): Plan {
  const each = options.backends > MOST_PROCESSES ? REPLICAS_PER_PROCESS : 1;
  const sizes = Array.from({ length: Math.ceil(options.backends / each) }, (_, at) =>
    Math.min(each, options.backends - at * each),
  );
  const backends = sizes.map((size, at) => backend(options, at + 1, at * each, size));
  const replicas = backends.flatMap((one, at) => replicasOf(one, sizes[at] ?? 1));
  const balancers = Array.from({ length: options.balancers }, (_, at) => balancer(options, at + 1, replicas));
  checkClaims([...balancers, ...backends].flatMap(one => one.claims));
  return { balancers, backends, replicas };
}

/** Backend `number` has `size` replicas, on the ports after those of the `before` replicas of the backends before it. */
function backend(options: PlanOptions, number: number, before: number, size: number): Member {
  const name = `backend-${number}`;
  const settings = { REPLICA_NAME: name, REPLICAS: String(size), SEED: seedOf(options.seed, number) };
  const first = member(options, name, 'backend', number, settings, before + 1);
  const others = Array.from({ length: size - 1 }, (_, at) => ({
    variable: 'PORT' as const,
    base: options.port,
    port: first.port + at + 1,
    owner: `${name}-${at + 2}`,
  }));
  return { ...first, claims: [...first.claims, ...others] };
}

function replicasOf({ name, port, adminPort }: Member, size: number): readonly PlannedReplica[] {
  return Array.from({ length: size }, (_, at) => ({
    name: size === 1 ? name : `${name}-${at + 1}`,
    id: `${HOST}:${port + at}`,
    controlUrl: `http://${HOST}:${adminPort}`,
  }));
}

function balancer(options: PlanOptions, number: number, replicas: readonly PlannedReplica[]): Member {
  const name = options.balancers === 1 ? 'balancer' : `balancer-${number}`;
  return member(options, name, 'balancer', BALANCER_STEP * (number - 1), {
    POLICY: options.policy,
    SEED: seedOf(options.seed, BALANCER_STEP * number),
    SERVER_URLS: replicas.map(({ id }) => `http://${id}`).join(','),
    CONTROL_URLS: replicas.map(({ controlUrl }) => controlUrl).join(','),
    ADMIN_CONTROLS: 'on',
  });
}

function member(
  options: PlanOptions,
  name: string,
  program: Member['program'],
  offset: number,
  settings: Readonly<Record<string, string>>,
  portOffset = offset,
): Member {
  const bases = { PORT: options.port, ADMIN_PORT: options.adminPort, METRICS_PORT: options.metricsPort };
  const claim = (variable: Claim['variable']): Claim => ({
    variable,
    base: bases[variable],
    port: bases[variable] + (variable === 'PORT' ? portOffset : offset),
    owner: name,
  });
  const claims = [claim('PORT'), claim('ADMIN_PORT'), claim('METRICS_PORT')];
  const ports = Object.fromEntries(claims.map(({ variable, port }) => [variable, String(port)]));
  return {
    name,
    program,
    settings: { ...settings, ...ports },
    port: options.port + portOffset,
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

/** Admin ports of the balancers, as URLs. */
export function balancerAdminsOf({ balancers }: Plan): readonly string[] {
  return balancers.map(({ adminPort }) => `http://${HOST}:${adminPort}`);
}

/** One line that names the port, its owner and the variable to change. */
export function refusal({ variable, base, port, owner }: Claim, why: string): PlainError {
  const line = `ERR_PREQUAL_LISTEN: ${variable}=${base} gives ${owner} port ${port}, which ${why}; choose another ${variable}`;
  return new PlainError(line, EXIT.usage);
}
