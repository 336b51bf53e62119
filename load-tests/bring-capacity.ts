// How does a k6 run bring the replicas to its scenario's capacity, and back? It tells their control ports.

import http from 'k6/http';
import { coresFor, type RunningReplica, runningReplicas } from './capacity.ts';
import { ScenarioError } from './json-reader.ts';
import { CALL_TIMEOUT_MS } from './load-plan.ts';
import type { Scenario } from './scenario.ts';

/** What was told, by control port: teardown ends it. */
export type Brought = Readonly<Record<string, number>>;

/** Time beyond the scenario's in which calls end; then the capacity goes back by itself, should the run be killed. */
const SPARE_MS = 2 * CALL_TIMEOUT_MS;

/** Tells each backend that has another capacity, for the length of the run. Throws where one does not answer. */
export function bringCapacity(scenario: Scenario, controlUrls: readonly string[]): Brought {
  const brought: Record<string, number> = {};
  for (const url of new Set(controlUrls)) {
    const cores = coresFor(scenario, replicasOf(url));
    if (cores === null) continue;
    tell(url, cores, scenario.durationMs + SPARE_MS);
    brought[url] = cores;
  }
  const [cores] = Object.values(brought);
  const { cores: wanted, workMeanMs } = scenario.fleet;
  if (cores !== undefined)
    console.info(
      `capacity: ${cores} cores a replica for the run, as ${wanted} with calls of ${workMeanMs} ms`,
    );
  return brought;
}

/** What lasts a millisecond more gives way to the backend's normal value. */
export function endCapacity(brought: Brought): void {
  for (const [url, cores] of Object.entries(brought)) tell(url, cores, 1);
}

function replicasOf(url: string): readonly RunningReplica[] {
  const answer = http.get(`${url}/control`, { timeout: '2s' });
  if (answer.status !== 200) throw refused(url, answer.status);
  return runningReplicas(answer.json());
}

function tell(url: string, capacityCores: number, forMs: number): void {
  const body = JSON.stringify({ capacityCores, forMs });
  const { status } = http.post(`${url}/control`, body, { timeout: '2s' });
  if (status !== 200) throw refused(url, status);
}

function refused(url: string, status: number): ScenarioError {
  return new ScenarioError('CONTROL_URLS', url, `control ports that answer with 200 (this one: ${status})`);
}
