// One run with k6 in Compose: its samples read as they come, containers watched meanwhile.

import { cpus } from 'node:os';
import { CallRecorder } from 'load';
import { replicasPerBackend } from 'load-tests/reply.ts';
import type { Scenario } from 'load-tests/scenario.ts';
import { PlainError } from 'program';
import { mean } from 'report';
import { type ComposeProject, compose, containerLoads } from './compose-command.ts';
import type { RunDriver } from './driver.ts';
import { K6Points } from './k6-points.ts';
import { RifSampler } from './rif-sampler.ts';
import type { CallRecord, ProcessLoad, RunRecord } from './run-record.ts';

/** k6's status when a threshold failed: the comparison judges for itself. */
const THRESHOLDS_FAILED = 99;
const SCRIPT = '/load-tests/scenario-by-name.ts';
const WATCH_MS = 3000;

/** Runs k6 as a service of `project`, and watches the containers of `services` beside it. */
export function k6Driver(
  project: ComposeProject,
  controlUrls: readonly string[],
  services: readonly string[],
): RunDriver {
  return {
    roles: [
      { name: 'k6', cores: cpus().length },
      { name: 'balancer', cores: 1 },
      { name: 'backend', cores: 1 },
    ],
    sameSchedule: false,
    ready: () => Promise.resolve(),
    run: async (planned, scenario, signal, progress): Promise<RunRecord> => {
      const points = new K6Points(replicasPerBackend(controlUrls));
      const sampler = new RifSampler(controlUrls);
      const watch = watchContainers(['k6', ...services]);
      const args = ['run', '--rm', '-T', '-e', 'RECORD_CALLS=on', '-e', `SCENARIO=${scenario.name}`];
      const command = [...args, 'k6', 'run', '--quiet', '--out', 'json=-', SCRIPT];
      const take = (line: string) => {
        points.add(line);
        progress(points.count);
      };
      const { code, lastLines } = await compose(project, command, take, signal);
      const processes = await watch.stop();
      const rifs = sampler.stop();
      if (!signal.aborted && code !== 0 && code !== THRESHOLDS_FAILED)
        throw new PlainError(`ERR_PREQUAL_COMPARE: k6 ended with ${code}\n${lastLines.join('\n')}`);
      const { calls, dropped } = points;
      return {
        ...planned,
        calls,
        dropped,
        rifs,
        processes,
        machineFraction: null,
        checks: checksOf(scenario, calls, dropped),
      };
    },
    close: () => undefined,
  };
}

/** The scenario's checks by the same rule as everywhere; k6 does not say when a dropped call was due. */
function checksOf(scenario: Scenario, calls: readonly CallRecord[], dropped: number): RunRecord['checks'] {
  const recorder = new CallRecorder(scenario.checks, scenario.warmupMs);
  for (const { replica, ...call } of calls)
    recorder.end({ ...call, replica: replica === null ? null : `backend-${replica}` });
  for (let count = 0; count < dropped; count++) recorder.drop(0);
  return recorder.verdicts(scenario.durationMs);
}

/** Mean CPU of each container, from looks every few seconds. */
export function watchContainers(services: readonly string[]): {
  readonly stop: () => Promise<readonly ProcessLoad[]>;
} {
  const loads = new Map(services.map(name => [name, [] as number[]]));
  let watching = true;
  const loop = async () => {
    while (watching) {
      const endMs = performance.now() + WATCH_MS;
      for (const [name, load] of await containerLoads()) if (watching) loads.get(name)?.push(load);
      while (watching && performance.now() < endMs) await new Promise(resolve => setTimeout(resolve, 100));
    }
  };
  const done = loop();
  return {
    stop: async () => {
      watching = false;
      await done;
      return [...loads].map(([name, values]) => ({ name, coreFraction: mean(values) }));
    },
  };
}
