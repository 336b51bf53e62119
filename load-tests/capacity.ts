// What makes the replicas that run do as much as those of a scenario, whose load is a share of what its fleet can do? Pure.

import { list, number, ScenarioError } from './json-reader.ts';
import type { Scenario } from './scenario.ts';

/** A replica as `GET /control` tells it. */
export interface RunningReplica {
  /** In force now, perhaps only for a while. */
  readonly capacityCores: number;
  readonly coresAtStart: number;
  readonly workMeanMs: number;
}

const MAX = 1e9;

/** The replicas in the answer of `GET /control`, whatever else stands there; throws ScenarioError where it tells no such thing. */
export function runningReplicas(answer: unknown): readonly RunningReplica[] {
  const { replicas } = Object(answer) as { readonly replicas?: unknown };
  return list((value, field): RunningReplica => {
    const { capacityCores, coresAtStart, workMeanMs } = Object(value) as Record<string, unknown>;
    return {
      coresAtStart: number(0, MAX)(coresAtStart, `${field}.coresAtStart`),
      capacityCores: number(0, MAX)(capacityCores, `${field}.capacityCores`),
      workMeanMs: number(0, MAX)(workMeanMs, `${field}.workMeanMs`),
    };
  })(replicas, 'replicas');
}

/**
 * Cores with which replicas of another work per call do as many calls a second as the scenario's; null = they do, and go on to.
 * What another run, which was killed, has left in force would end in the middle of this one.
 */
export function coresFor(
  { fleet }: Pick<Scenario, 'fleet'>,
  running: readonly RunningReplica[],
): number | null {
  const [first] = running;
  if (first === undefined) return null;
  const cores = (fleet.cores * first.workMeanMs) / fleet.workMeanMs;
  const stays = ({ capacityCores, coresAtStart }: RunningReplica) =>
    capacityCores === cores && coresAtStart === cores;
  return running.every(stays) ? null : cores;
}

/** Throws ScenarioError when the scenario is of another number of replicas or balancers than there are. */
export function checkFleet(
  { name, fleet }: Pick<Scenario, 'name' | 'fleet'>,
  targets: readonly string[],
  controlUrls: readonly string[],
): void {
  if (controlUrls.length !== fleet.replicas)
    throw new ScenarioError(
      'CONTROL_URLS',
      controlUrls,
      `the ${fleet.replicas} replicas of scenario ${name}`,
    );
  if (targets.length !== fleet.balancers)
    throw new ScenarioError('TARGET', targets, `the ${fleet.balancers} balancers of scenario ${name}`);
}
