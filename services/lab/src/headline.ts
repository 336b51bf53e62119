// What is going on right now? Time, load, and the scenario's events in force.

import type { Scenario } from 'load-tests/scenario.ts';

/** `12 s of 60 s, 48 s left: antagonist, 60 calls/s; replica 2 slowFactor 10 for 8 s more`. */
export function headline(scenario: Scenario | null, atMs: number): string {
  const seconds = (ms: number) => `${Math.round(ms / 1000)} s`;
  if (scenario === null) return `${seconds(atMs)}: no load`;
  const { name, durationMs, load, events } = scenario;
  const time = Number.isFinite(durationMs)
    ? `${seconds(Math.min(atMs, durationMs))} of ${seconds(durationMs)}, ${seconds(Math.max(0, durationMs - atMs))} left`
    : seconds(atMs);
  const rate = load.findLast(step => step.atMs <= atMs)?.callsPerSecond ?? 0;
  const inForce = events
    .filter(event => atMs >= event.atMs && atMs < event.atMs + event.forMs)
    .map(({ atMs: fromMs, forMs, replica, ...effect }) => {
      const what = Object.entries(effect).map(([key, value]) => `${key} ${value}`);
      return `; replica ${replica} ${what.join(', ')} for ${seconds(fromMs + forMs - atMs)} more`;
    });
  return `${time}: ${name}, ${rate} calls/s${inForce.join('')}`;
}
