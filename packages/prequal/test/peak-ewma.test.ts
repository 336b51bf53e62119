// PeakEWMA against the examples that tower and Finagle publish: their numbers, a millisecond for each of their units of time.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { costOf, PeakEwma } from '../src/baselines/peak-ewma.ts';
import { picked, readyPolicy, replicaIds } from './ready-policy.ts';

// tower, tower/src/load/peak_ewma.rs, tests default_decay and compound_decay: decay 1000 ms; its default latency is here a
// first observation.
describe('tower', () => {
  const TAU_MS = 1000;
  const start = (latencyMs: number) => {
    const average = new PeakEwma();
    average.observe(latencyMs, TAU_MS, 0);
    const load = (outstanding: number, nowMs: number) => costOf(average.look(TAU_MS, nowMs), outstanding);
    const end = (latency: number, nowMs: number) => average.observe(latency, TAU_MS, nowMs);
    return { load, end };
  };

  test('default_decay: 10 ms fades', () => {
    const { load } = start(10);
    assert.equal(load(0, 0), 10);
    const [at100, at200] = [load(0, 100), load(0, 200)];
    assert.ok(9 < at100 && at100 < 10, `${at100}`);
    assert.ok(8 < at200 && at200 < 9, `${at200}`);
  });

  test('compound_decay: cost times outstanding + 1, peaks at once, then the fading', () => {
    const { load, end } = start(20);
    assert.equal(load(0, 0), 20);
    assert.ok(load(1, 100) > 20);
    assert.ok(load(2, 200) > 40);
    // The call of 100 ends, 200 ms later; that of 200 a little later, as long.
    end(200, 300);
    assert.equal(load(1, 300), 400);
    end(200, 400);
    assert.equal(load(0, 400), 200);
    assert.ok(load(0, 1400) < 100);
    assert.ok(load(0, 11_400) < 0.1);
  });
});

// Finagle, PeakEwma.scala: a node without history that a query was sent to costs `Penalty + pending`, one without either 0.
test('Finagle: unknown and idle costs nothing, unknown and busy more than any latency', () => {
  const unknown = new PeakEwma().look(150, 7);
  assert.equal(costOf(unknown, 0), 0);
  assert.ok(costOf(unknown, 1) > 86_400_000);
  assert.ok(costOf(unknown, 2) > costOf(unknown, 1));
});

// Finagle, p2c/P2CPeakEwmaTest.scala with P2CSuite: 100 nodes, 100,000 requests, one a step, decay 150 steps, and 0.0005 of
// the requests for the differences between mean loads, which are half the number of requests to a node.
describe('Finagle, P2CPeakEwmaTest', () => {
  const NODES = 100;
  const REQUESTS = 100_000;
  const EPSILON = 0.0005 * REQUESTS;

  /** Mean loads of nodes whose queries take `latencies` steps. */
  function meanLoads(latencies: readonly number[]): number[] {
    const replicas = replicaIds(latencies.length);
    const policy = readyPolicy({ policy: 'p2c_peak_ewma', peakEwmaTauMs: 150, replicas, seed: 12_345 });
    const loads = replicas.map(() => 0);
    const ending = new Map<number, { pickId: number; latencyMs: number }[]>();
    for (let step = 0; step < REQUESTS; step++) {
      const { pickId, replica } = picked(policy, step);
      const node = replicas.indexOf(replica);
      loads[node] = (loads[node] ?? 0) + 1;
      const latencyMs = latencies[node] ?? 0;
      ending.set(step + latencyMs, [...(ending.get(step + latencyMs) ?? []), { pickId, latencyMs }]);
      for (const one of ending.get(step) ?? [])
        policy.onQueryEnd(one.pickId, { status: 'OK', latencyMs: one.latencyMs }, step);
      ending.delete(step);
    }
    return loads.map(load => (load + 1) / 2);
  }

  function assertEven(loads: readonly number[]): void {
    for (const load of loads) assert.ok(Math.abs(load - (loads[0] ?? 0)) < EPSILON, `${load}, ${loads[0]}`);
  }

  const alike = (latency: number) => new Array<number>(NODES).fill(latency);

  test('balances evenly across identical nodes', () => assertEven(meanLoads(alike(5))));

  test('probes a node without latency history at most once', () => {
    const loads = meanLoads([...alike(1), 2 * REQUESTS]);
    assertEven(loads.slice(0, NODES));
    assert.equal(loads[NODES], 1);
  });

  test('balances proportionally across nodes with varying latencies', () => {
    const loads = meanLoads([...alike(5), 10]);
    assertEven(loads.slice(0, NODES));
    assert.ok((loads[0] ?? 0) - 2 * (loads[NODES] ?? 0) < EPSILON, `${loads[0]}, ${loads[NODES]}`);
  });
});
