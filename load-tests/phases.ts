// In which part of a scenario is a run? The word that the balancer is told, so that charts can show it.
//
// Read by k6 and by Node: it imports neither.

import type { Scenario, ScenarioEvent } from './scenario.ts';

export interface Phase {
  /** `warmup`, `run`, `step-2`, `slow-2`, `step-3+frozen-1`, `15-events`. */
  readonly name: string;
  readonly untilMs: number;
}

/** An announcement is repeated this often and forgotten soon after the last one, should the load die. */
export const ANNOUNCE_EVERY_MS = 10_000;
export const ANNOUNCE_FOR_MS = 15_000;
/** More events than these at the same time are only counted. */
const NAMED_EVENTS = 3;

const WORDS: readonly (readonly [keyof ScenarioEvent, string])[] = [
  ['slowFactor', 'slow'],
  ['errorFraction', 'errors'],
  ['frozen', 'frozen'],
  ['stopped', 'stopped'],
  ['capacityCores', 'capacity'],
];

/** The phase at `atMs` and when it ends. */
export function phaseAt(
  { warmupMs, durationMs, load, events }: Pick<Scenario, 'warmupMs' | 'durationMs' | 'load' | 'events'>,
  atMs: number,
): Phase {
  const edges = [
    warmupMs,
    ...load.map(step => step.atMs),
    ...events.flatMap(each => [each.atMs, endOf(each)]),
  ];
  const untilMs = Math.min(durationMs, ...edges.filter(edgeMs => edgeMs > atMs));
  if (atMs < warmupMs) return { name: 'warmup', untilMs };
  const step = load.filter(each => each.atMs <= atMs).length;
  const active = events.filter(each => each.atMs <= atMs && atMs < endOf(each));
  const words = active.length > NAMED_EVENTS ? [`${active.length}-events`] : active.map(wordOf);
  const name = [...(load.length > 1 ? [`step-${step}`] : []), ...words].join('+') || 'run';
  return { name, untilMs };
}

function endOf({ atMs, forMs }: ScenarioEvent): number {
  return atMs + forMs;
}

function wordOf(event: ScenarioEvent): string {
  const [, word = 'event'] = WORDS.find(([effect]) => event[effect] !== undefined) ?? [];
  return `${word}-${event.replica}`;
}
