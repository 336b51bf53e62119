// A scenario file as a simulation: the same fleet, load and events, in the simulator's words.

import { CALL_TIMEOUT_MS } from 'load-tests/load-plan.ts';
import type { Scenario, ScenarioEvent } from 'load-tests/scenario.ts';
import type { FleetEvent, SimulatedPolicy, SimulationOptions } from 'simulator';
import type { Machines } from './machine-settings.ts';

/** What a run adds to its scenario; times in ms, `probeLoss` a fraction. */
export interface RunSettings {
  readonly seed: number;
  readonly policy: SimulatedPolicy;
  readonly networkMs: number;
  readonly probeMs: number;
  readonly probeLoss: number;
  readonly machines: Machines;
}

/** A balancer is a client; replicas count from 1 in scenarios, from 0 in simulations. */
export function simulationOf(scenario: Scenario, { machines, ...settings }: RunSettings): SimulationOptions {
  const { durationMs, warmupMs, load, fleet, events } = scenario;
  return {
    ...settings,
    durationMs,
    warmupMs,
    clients: fleet.balancers,
    replicas: fleet.replicas,
    cores: fleet.cores,
    workMeanMs: fleet.workMeanMs,
    ...machines,
    load: load.map(({ atMs, callsPerSecond }) => ({ atMs, queriesPerSecond: callsPerSecond })),
    timeoutMs: CALL_TIMEOUT_MS,
    events: events.map(fleetEvent),
  };
}

function fleetEvent({ replica, slowFactor, capacityCores, ...same }: ScenarioEvent): FleetEvent {
  return {
    ...same,
    replica: replica - 1,
    ...(slowFactor === undefined ? {} : { speed: 1 / slowFactor }),
    ...(capacityCores === undefined ? {} : { cores: capacityCores }),
  };
}
