// The fleets of the figures. What they have in common stands here, with the paper's clause where it has one.

import {
  capacityPerSecond,
  type FleetOptions,
  type LoadStep,
  paperAntagonist,
  type SimulationOptions,
} from 'simulator';
import { gentleStart } from './gentle-start.ts';

type Fleet = FleetOptions & Pick<SimulationOptions, 'clients'>;
type NoisyFleet = Fleet & Required<Pick<SimulationOptions, 'antagonist'>>;

/**
 * The paper's testbed (§5) as far as its numbers tell: 100 clients and 100 replicas, allocations of 6.47 cores, 20 spare ones
 * while no antagonist holds them. Query timeout 5 s, the simulator's default.
 */
export function paperFleet(workMeanMs: number): NoisyFleet {
  return {
    replicas: 100,
    clients: 100,
    cores: 6.47,
    spareCores: 20,
    workMeanMs,
    antagonist: paperAntagonist,
  };
}

/** The same, every second replica half as fast (§5.3). */
export function mixedFleet(workMeanMs: number): NoisyFleet {
  return { ...paperFleet(workMeanMs), speeds: [1, 0.5] };
}

/** Twenty replicas, every second one half as fast, behind `clients` balancers: what a service of ordinary size looks like. */
export function serviceFleet(clients: number, cores = 6.47): NoisyFleet {
  return { ...mixedFleet(50), replicas: 20, clients, cores, spareCores: cores * 3 };
}

/** Twenty equal replicas without antagonists and with nothing to spare, behind `clients` balancers. */
export function plainFleet(clients: number): Fleet {
  return { replicas: 20, clients, cores: 6.47, workMeanMs: 50 };
}

/** `load` times what the allocations of `fleet` serve in the long run, queries per second. */
export function queriesAt<F extends Fleet>(load: number, fleet: F): F & { readonly load: number } {
  return { ...fleet, load: load * capacityPerSecond(fleet) };
}

/** The same load, after a start that weighted round robin needs (gentle-start.ts). */
export function gentlyAt<F extends Fleet>(
  load: number,
  fleet: F,
): F & { readonly load: readonly LoadStep[] } {
  return { ...fleet, load: gentleStart(load * capacityPerSecond(fleet)) };
}
