// One run against the local fleet: the built-in load in this process, its scenario's events, what it did to everybody.

import { announcePhases, GreeterClient, runLoad } from 'load';
import { replicaNumber, replicasPerBackend } from 'load-tests/reply.ts';
import type { Scenario } from 'load-tests/scenario.ts';
import type { Fleet } from '../fleet.ts';
import { balancerAdminsOf, type Plan } from '../plan.ts';
import { CpuMeter } from './cpu-meter.ts';
import type { RunDriver } from './driver.ts';
import { RifSampler } from './rif-sampler.ts';
import type { PlannedRun } from './round-plan.ts';
import type { CallRecord, RunRecord } from './run-record.ts';

const READY_MS = 5000;
const REHEARSAL_MS = 3000;
const REHEARSAL: PlannedRun = { policy: 'rehearsal', round: 0, seed: 0 };

/** Runs on balancers and backends that `fleet` has started. */
export function localDriver(plan: Plan, fleet: Fleet): RunDriver {
  const client = new GreeterClient(plan.balancers.map(({ port }) => `127.0.0.1:${port}`));
  return {
    roles: ['generator', 'balancer', 'backend'].map(name => ({ name, cores: 1 })),
    sameSchedule: true,
    ready: async scenario => {
      await client.ready(READY_MS);
      await runOnce(plan, fleet, client, REHEARSAL, rehearsalOf(scenario), new AbortController().signal);
    },
    run: async (planned, scenario, signal, progress) => {
      const over = new AbortController();
      const until = AbortSignal.any([signal, over.signal]);
      const announced = announcePhases(scenario, balancerAdminsOf(plan), until);
      try {
        return await runOnce(plan, fleet, client, planned, scenario, signal, progress);
      } finally {
        over.abort();
        await announced;
      }
    },
    close: () => client.close(),
  };
}

/** A few seconds of the load, so that no program compiles its first calls while they are measured. */
function rehearsalOf(scenario: Scenario): Scenario {
  return { ...scenario, durationMs: REHEARSAL_MS, load: scenario.load.slice(0, 1), events: [], checks: [] };
}

async function runOnce(
  plan: Plan,
  fleet: Fleet,
  client: GreeterClient,
  planned: PlannedRun,
  scenario: Scenario,
  signal: AbortSignal,
  progress: (calls: number) => void = () => undefined,
): Promise<RunRecord> {
  const controlUrls = plan.replicas.map(({ controlUrl }) => controlUrl);
  const perBackend = replicasPerBackend(controlUrls);
  const calls: CallRecord[] = [];
  const cpu = new CpuMeter(fleet.processes);
  const sampler = new RifSampler(controlUrls);
  const report = await runLoad({
    scenario,
    seed: planned.seed,
    policy: planned.policy,
    controlUrls,
    call: () => client.sayHello('compare'),
    screen: { write: () => undefined },
    signal,
    onEnded: ({ atMs, latencyMs, status, replica: name }) => {
      const replica = name === null ? null : replicaNumber(name, perBackend);
      calls.push({ atMs, latencyMs, status, replica });
      progress(calls.length);
    },
  });
  const { processes, machineFraction } = cpu.read();
  return {
    ...planned,
    calls,
    dropped: report.policies[planned.policy]?.dropped ?? 0,
    rifs: sampler.stop(),
    processes,
    machineFraction,
    checks: report.checks,
  };
}
