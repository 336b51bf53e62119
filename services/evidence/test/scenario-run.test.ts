// A scenario file in virtual time: its words translated, its checks judged as in the load, and medians over seeds.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readScenario } from 'load';
import { policySummary } from '../src/sim/policy-summary.ts';
import { runScenario } from '../src/sim/scenario-run.ts';
import { simulationOf } from '../src/sim/simulation-of.ts';

const machines = { speeds: [1], spareCores: 0, work: 'clipped_normal' } as const;
const settings = { seed: 1, policy: {}, networkMs: 0.3, probeMs: 0.3, probeLoss: 0, machines };

test('fleet, load and events are those of the file, in the words of the simulator', () => {
  const options = simulationOf(readScenario('antagonist', {}), settings);
  assert.equal(options.clients, 1);
  assert.equal(options.replicas, 3);
  assert.equal(options.timeoutMs, 5000);
  assert.deepEqual(options.load, [{ atMs: 0, queriesPerSecond: 60 }]);
  assert.deepEqual(options.events, [{ atMs: 20_000, forMs: 20_000, replica: 1, speed: 0.1 }]);
});

test('every event of every scenario has its effect in the simulator', () => {
  const scenario = readScenario('steady', {});
  const events = [
    { atMs: 0, forMs: 10, replica: 1, capacityCores: 2 },
    { atMs: 0, forMs: 10, replica: 2, errorFraction: 0.5, errorStatus: 'INTERNAL' },
    { atMs: 0, forMs: 10, replica: 3, frozen: true },
    { atMs: 0, forMs: 10, replica: 3, stopped: true },
  ];
  assert.deepEqual(simulationOf({ ...scenario, events }, settings).events, [
    { atMs: 0, forMs: 10, replica: 0, cores: 2 },
    { atMs: 0, forMs: 10, replica: 1, errorFraction: 0.5, errorStatus: 'INTERNAL' },
    { atMs: 0, forMs: 10, replica: 2, frozen: true },
    { atMs: 0, forMs: 10, replica: 2, stopped: true },
  ]);
});

test('the checks of antagonist hold for prequal and not for round_robin', () => {
  const scenario = readScenario('antagonist', {});
  const summaryOf = (policy: 'prequal' | 'round_robin') => {
    const runs = [1, 2, 3].map(seed =>
      runScenario({ scenario, settings: { ...settings, seed, policy: { policy } } }),
    );
    return policySummary(runs, scenario);
  };
  const prequal = summaryOf('prequal');
  assert.ok(
    prequal.checks.every(({ ok }) => ok),
    JSON.stringify(prequal.checks),
  );
  assert.deepEqual(Object.keys(prequal.shares), ['backend-1', 'backend-2', 'backend-3']);
  const roundRobin = summaryOf('round_robin');
  const failed = roundRobin.checks.filter(({ ok }) => !ok).map(({ name }) => name);
  assert.deepEqual(failed, ['share_2_max_21s_40s', 'errorFraction_max_0s_60s']);
  assert.equal(prequal.calls, roundRobin.calls);
  assert.ok((prequal.p99Ms ?? 0) < (roundRobin.p99Ms ?? 0));
});
