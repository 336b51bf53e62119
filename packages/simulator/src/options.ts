// What is simulated: one object of plain data, so that it crosses worker threads and stands in a report.

import { defaultOptions, type PolicyOptions, PrequalConfigError } from 'prequal';
import type { AntagonistOptions } from './antagonist.ts';
import type { FleetEvent } from './conditions.ts';
import { OMNISCIENT_NAMES, type OmniscientName } from './omniscient.ts';
import { expectedWorkMs, type WorkName } from './work.ts';

/** From `atMs` on queries arrive at this rate over all clients, until the next step or the end. */
export interface LoadStep {
  readonly atMs: number;
  readonly queriesPerSecond: number;
}

/** The machines and what they are asked for. */
export interface FleetOptions {
  readonly replicas: number;
  /** Guaranteed allocation of a replica, cores, above 0. */
  readonly cores: number;
  /** Cores beyond the allocation that a replica uses while no antagonist holds them; default 0. */
  readonly spareCores?: number;
  /** Speed of replica i is `speeds[i % speeds.length]`, 1 = as the work is given; default [1]. [1, 0.5] is half slow. */
  readonly speeds?: readonly number[];
  /** Work of a query, ms of one core at speed 1; mu where work is clipped_normal. */
  readonly workMeanMs: number;
  /** Default clipped_normal. */
  readonly work?: WorkName;
}

/**
 * The options of the clients' policies, as `createPolicy` takes them and with its defaults (`mode` async, where the balancer's is
 * auto), or an omniscient reference.
 */
export type SimulatedPolicy = Partial<Omit<PolicyOptions, 'policy'>> & {
  readonly policy?: PolicyOptions['policy'] | OmniscientName;
};

export interface SimulationOptions extends FleetOptions {
  /** Root of every random stream, an integer. */
  readonly seed: number;
  /** Queries that arrive from `warmupMs` to `durationMs` count; later ones keep the load up until those have ended. */
  readonly durationMs: number;
  /** Default 0. */
  readonly warmupMs?: number;
  /** Each has a policy instance of its own. */
  readonly clients: number;
  /** Poisson arrivals over all clients, each query at a random one. */
  readonly load: number | readonly LoadStep[];
  /** One way between client and replica, ms; default 0.3. */
  readonly networkMs?: number;
  /** The same for probes and their replies; default `networkMs`. */
  readonly probeMs?: number;
  /** Fraction of the probes that get lost, 0 to 1; default 0. */
  readonly probeLoss?: number;
  /** Whether answers carry the replica's load, as the lab's do; default true. The paper has only probes. */
  readonly trailers?: boolean;
  /** From arrival at the client to DEADLINE_EXCEEDED, known to the replica too; default 5000 (Prequal §5), may be infinite. */
  readonly timeoutMs?: number;
  readonly antagonist?: AntagonistOptions;
  readonly events?: readonly FleetEvent[];
  readonly policy: SimulatedPolicy;
  /** Whether the result has a row for each second; default false. */
  readonly series?: boolean;
}

/** All options with their values in force. */
export interface FullOptions extends Required<Omit<SimulationOptions, 'antagonist' | 'policy'>> {
  readonly load: readonly LoadStep[];
  readonly antagonist: AntagonistOptions | null;
  readonly policy: SimulatedPolicy & { readonly policy: PolicyOptions['policy'] | OmniscientName };
}

/** Throws PrequalConfigError naming the first option that is out of range; those of the policy are its own to check. */
export function fullOptions(options: SimulationOptions): FullOptions {
  const { networkMs = 0.3, load } = options;
  const full = {
    warmupMs: 0,
    spareCores: 0,
    speeds: [1],
    work: 'clipped_normal' as const,
    probeMs: networkMs,
    probeLoss: 0,
    trailers: true,
    timeoutMs: 5000,
    events: [],
    antagonist: null,
    series: false,
    ...options,
    networkMs,
    load: typeof load === 'number' ? [{ atMs: 0, queriesPerSecond: load }] : load,
    policy: {
      policy: defaultOptions.policy,
      // Nobody asks why, and writing it down changes no pick.
      decisions: 0,
      // A client of the paper's testbed knows how many there are (Prequal §5.2, C3).
      fleetClients: options.clients,
      ...options.policy,
    },
  };
  check(full);
  return full;
}

/** Queries per second that the allocations serve in the long run: load 1 of the paper's plots. */
export function capacityPerSecond(fleet: FleetOptions): number {
  const { replicas, cores, speeds = [1], workMeanMs, work = 'clipped_normal' } = fleet;
  let speed = 0;
  for (let i = 0; i < replicas; i++) speed += speeds[i % speeds.length] ?? 1;
  return (1000 * cores * speed) / expectedWorkMs(work, workMeanMs);
}

/** The policy that is one of the references, or null when clients run production policies. */
export function omniscientName({ policy }: FullOptions): OmniscientName | null {
  return OMNISCIENT_NAMES.find(name => name === policy.policy) ?? null;
}

function check(full: FullOptions): void {
  const { warmupMs, durationMs, load, speeds, replicas } = full;
  inRange('clients', full.clients, 1, 1e6, true);
  inRange('replicas', replicas, 1, 1e6, true);
  inRange('seed', full.seed, 0, 2 ** 32 - 1, true);
  inRange('durationMs', durationMs, 1, 1e12);
  inRange('warmupMs', warmupMs, 0, durationMs);
  inRange('cores', full.cores, 1e-6, 1e6);
  inRange('spareCores', full.spareCores, 0, 1e6);
  inRange('workMeanMs', full.workMeanMs, 0, 1e9);
  inRange('networkMs', full.networkMs, 0, 1e6);
  inRange('probeMs', full.probeMs, 0, 1e6);
  inRange('probeLoss', full.probeLoss, 0, 1);
  inRange('timeoutMs', full.timeoutMs, 1e-6, Number.POSITIVE_INFINITY);
  for (const speed of speeds) inRange('speeds', speed, 0, 1e6);
  if (speeds.length === 0) throw new PrequalConfigError('speeds', '', 'lists of at least 1');
  load.forEach(({ atMs, queriesPerSecond }, i) => {
    inRange(`load[${i}].atMs`, atMs, load[i - 1]?.atMs ?? 0, durationMs);
    inRange(`load[${i}].queriesPerSecond`, queriesPerSecond, 0, 1e9);
  });
  if (full.antagonist !== null) checkAntagonist(full.antagonist);
  for (const { atMs, replica } of full.events) {
    inRange('events.atMs', atMs, 0, 1e12);
    inRange('events.replica', replica, 0, replicas - 1, true);
  }
}

function checkAntagonist({ contendedMs, freeMs, least, most, noisyFraction = 1 }: AntagonistOptions): void {
  inRange('antagonist.contendedMs', contendedMs, 1e-3, 1e12);
  inRange('antagonist.freeMs', freeMs, 1e-3, 1e12);
  inRange('antagonist.least', least, 1e-6, 1e6);
  inRange('antagonist.most', most, least, 1e6);
  inRange('antagonist.noisyFraction', noisyFraction, 0, 1);
}

function inRange(field: string, value: number, least: number, most: number, whole = false): void {
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return;
  throw new PrequalConfigError(field, value, `${whole ? 'the integers ' : ''}${least} to ${most}`);
}
