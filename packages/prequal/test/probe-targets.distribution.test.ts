// Probe targets are uniform without replacement (Prequal §4), not with it, as elsewhere.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { picked, readyPolicy, replicaIds } from './ready-policy.ts';
import { chiSquareBound, chiSquareUniform } from './tolerance.ts';

const SEED = 1_299;
const QUERIES = 12_000;

/** The targets of every query, on a policy whose probes are all answered at once. */
function targets(fleet: number, rProbe: number): string[][] {
  const policy = readyPolicy({ replicas: replicaIds(fleet), rProbe, seed: SEED, probeMaxPerSecond: 1e6 });
  return Array.from({ length: QUERIES }, (_, i) => {
    const { probe } = picked(policy, i);
    for (const id of probe) policy.onProbeReply(id, { rif: 1, latencyMs: 10 }, i);
    return [...probe];
  });
}

for (const [fleet, rProbe] of [
  [6, 2],
  [6, 3],
  [20, 3],
  [5, 4],
] as const) {
  test(`${rProbe} of ${fleet}: distinct, every set equally often`, () => {
    const counts = new Map<string, number>();
    for (const probe of targets(fleet, rProbe)) {
      assert.equal(new Set(probe).size, rProbe, 'distinct');
      const set = probe.toSorted().join(' ');
      counts.set(set, (counts.get(set) ?? 0) + 1);
    }
    let sets = 1;
    for (let i = 0; i < rProbe; i++) sets = (sets * (fleet - i)) / (i + 1);
    const seen = [...counts.values(), ...new Array<number>(Math.max(0, sets - counts.size)).fill(0)];
    const statistic = chiSquareUniform(seen);
    assert.equal(seen.length, sets);
    assert.ok(statistic < chiSquareBound(sets - 1), `${statistic}; seed ${SEED}`);
  });
}

test('every replica is first in turn equally often, and successive queries are independent', () => {
  const fleet = 5;
  const first = targets(fleet, 2).map(probe => Number(probe[0]?.slice(1)));
  const single = new Array<number>(fleet).fill(0);
  const pairs = new Array<number>(fleet * fleet).fill(0);
  for (const [i, index] of first.entries()) {
    single[index] = (single[index] ?? 0) + 1;
    const before = first[i - 1];
    if (i % 2 === 1 && before !== undefined)
      pairs[before * fleet + index] = (pairs[before * fleet + index] ?? 0) + 1;
  }
  assert.ok(chiSquareUniform(single) < chiSquareBound(fleet - 1), `seed ${SEED}`);
  assert.ok(chiSquareUniform(pairs) < chiSquareBound(fleet * fleet - 1), `seed ${SEED}`);
});

test('more probes than replicas ask every replica once', () => {
  for (const probe of targets(3, 7).slice(0, 100)) assert.deepEqual(probe.toSorted(), replicaIds(3));
});

test('the bound tells a shuffle apart that swaps with any place instead of the later ones', () => {
  let state = SEED;
  const int = (bound: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
  const counts = new Map<string, number>();
  for (let i = 0; i < QUERIES; i++) {
    const order = [0, 1, 2, 3, 4, 5];
    for (let at = 0; at < 2; at++) {
      const other = int(6);
      const kept = order[at] as number;
      order[at] = order[other] as number;
      order[other] = kept;
    }
    const set = order
      .slice(0, 2)
      .toSorted((a, b) => a - b)
      .join(' ');
    counts.set(set, (counts.get(set) ?? 0) + 1);
  }
  assert.ok(chiSquareUniform([...counts.values()]) > chiSquareBound(14));
});
