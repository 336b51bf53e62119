// Runs as a driver would leave them, for tests: ten calls, due every 100 ms, served in turn; and what stands around them.

import type { Scenario } from 'load-tests/scenario.ts';
import type { ReportContext } from '../../src/compare/report-context.ts';
import type { RunRecord } from '../../src/compare/run-record.ts';

export const scenario: Scenario = {
  name: 'double',
  description: 'Two replicas, one of them slow from second 0.5 on <and no more>.',
  seed: 1,
  warmupMs: 200,
  durationMs: 1000,
  load: [{ atMs: 0, callsPerSecond: 10 }],
  fleet: { replicas: 2, balancers: 1, cores: 1, workMeanMs: 10, work: 'clipped_normal' },
  events: [{ atMs: 500, forMs: 500, replica: 2, slowFactor: 2 }],
  checks: [],
};

export const context: ReportContext = {
  scenario,
  seed: 1,
  quick: false,
  words: { description: 'a double', callTime: 'was due', loads: 'share of one core' },
  fleet: { ...scenario.fleet, options: {} },
  date: '2026-01-01T00:00:00.000Z',
  facts: { commit: 'abc1234', node: 'v24', processor: 'cpu', cores: 2, memoryGib: 4, system: 'linux 6' },
};

export function run(
  policy: string,
  round: number,
  latencyMs: number,
  change: Partial<RunRecord> = {},
): RunRecord {
  return {
    policy,
    round,
    seed: round,
    calls: Array.from({ length: 10 }, (_, at) => ({
      atMs: at * 100,
      latencyMs: latencyMs + at,
      status: 'OK',
      replica: (at % 2) + 1,
    })),
    dropped: 0,
    rifs: [{ atMs: 300, rifs: [1, 3] }],
    processes: [
      { name: 'generator', coreFraction: 0.2 },
      { name: 'balancer', coreFraction: 0.1 },
    ],
    machineFraction: 0.5,
    checks: [{ name: 'dropped_max_0s_1s', value: 0, limit: 0, ok: true }],
    ...change,
  };
}
