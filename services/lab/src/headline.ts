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
  const inForce = new Map<string, number[]>();
  for (const { atMs: fromMs, forMs, replica, ...effect } of events) {
    if (atMs < fromMs || atMs >= fromMs + forMs) continue;
    const what = Object.entries(effect).map(([key, value]) => `${key} ${value}`);
    const text = `${what.join(', ')} for ${seconds(fromMs + forMs - atMs)} more`;
    inForce.set(text, [...(inForce.get(text) ?? []), replica]);
  }
  const parts = [...inForce].map(([text, replicas]) => `; ${who(replicas)} ${text}`);
  return `${time}: ${name}, ${rate} calls/s${parts.join('')}`;
}

function who(replicas: readonly number[]): string {
  return replicas.length === 1 ? `replica ${replicas[0]}` : `${replicas.length} replicas`;
}
