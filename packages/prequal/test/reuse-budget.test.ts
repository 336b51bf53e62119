// Eq. 1 and the rule for small fleets, by the paper's numbers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultOptions, type PolicyOptions } from '../src/options.ts';
import { randomRound, sizingFor } from '../src/reuse-budget.ts';

const sizing = (n: number, change: Partial<PolicyOptions> = {}) =>
  sizingFor(n, { ...defaultOptions, ...change });

function near(actual: number, expected: number, digits = 3): void {
  assert.ok(Math.abs(actual - expected) <= 0.5 * 10 ** -digits, `${actual}, expected ${expected}`);
}

// The paper's testbed and its Fig. 8 (m 16, n 100, delta 1).
const paperTable = [
  { rProbe: 3, rRemove: 1, budget: 1.316 },
  { rProbe: 4, rRemove: 0.25, budget: 1 },
  { rProbe: 2 * Math.SQRT2, rRemove: 0.25, budget: 1 },
  { rProbe: 2, rRemove: 0.25, budget: 1.399 },
  { rProbe: Math.SQRT2, rRemove: 0.25, budget: 2.132 },
  { rProbe: 1, rRemove: 0.25, budget: 3.39 },
  { rProbe: Math.SQRT1_2, rRemove: 0.25, budget: 5.814 },
  { rProbe: 0.5, rRemove: 0.25, budget: 11.765 },
];

for (const { rProbe, rRemove, budget } of paperTable) {
  test(`b_reuse is ${budget} at r_probe ${rProbe.toFixed(3)}, r_remove ${rRemove}`, () => {
    const { regime, capacity, reuseBudget, removalsPerQuery } = sizing(100, { rProbe, rRemove });
    near(reuseBudget, budget);
    assert.deepEqual(
      { regime, capacity, removalsPerQuery },
      { regime: 'eq1', capacity: 16, removalsPerQuery: rRemove },
    );
  });
}

// What others made of Eq. 1 at the testbed's values.
for (const [mistake, value] of [
  ['(1 - m/n)(r_probe - r_remove)', 2 / (0.84 * 2)],
  ['1 + delta / denominator', 1 + 1 / 1.52],
  ['rounded up', Math.ceil(2 / 1.52)],
  ['without (1 - m/n)', Math.max(1, 2 / (3 - 1))],
  ['1 - (m/n) r_probe', Math.max(1, 2 / (1 - 0.16 * 3 - 1))],
  ['integer division, m/n = 0', Math.max(1, Math.floor(2 / (3 - 1)))],
  ['the length of an empty pool for m', Math.max(1, 2 / (3 - 1))],
] as const) {
  test(`Eq. 1 is not grouped as: ${mistake}`, () => {
    assert.ok(Math.abs(sizing(100).reuseBudget - value) > 0.1, `the mistake gives ${value}`);
  });
}

test('delta scales the budget, never below 1', () => {
  assert.equal(sizing(100, { delta: 0.5 }).reuseBudget, 1);
  near(sizing(100, { delta: 0.6 }).reuseBudget, 1.6 / 1.52, 9);
  near(sizing(100, { delta: 3 }).reuseBudget, 4 / 1.52, 9);
});

test('Eq. 1 holds from 25 replicas on at the defaults', () => {
  const last = sizing(24);
  assert.equal(last.regime, 'small');
  assert.equal(last.capacity, 16);
  assert.equal(last.removalsPerQuery, 0);
  near(last.reuseBudget, 16, 9);
  const first = sizing(25);
  assert.equal(first.regime, 'eq1');
  assert.equal(first.capacity, 16);
  assert.equal(first.removalsPerQuery, 1);
  near(first.reuseBudget, 25, 9);
});

test('just above the border the budget is capped', () => {
  // Net supply 0.0001 per query: raw budget 20,000.
  const { reuseBudget, regime } = sizing(100, { rProbe: 1, rRemove: 0.8399 });
  assert.deepEqual({ reuseBudget, regime }, { reuseBudget: 32, regime: 'eq1' });
  assert.equal(sizing(25, { reuseMax: 5 }).reuseBudget, 5);
  assert.equal(sizing(25, { reuseMax: 1 }).reuseBudget, 1);
});

// Budget min(REUSE_MAX, max(1, (1 + delta) n / min(r_probe, n))).
const smallFleets: readonly [n: number, change: Partial<PolicyOptions>, capacity: number, budget: number][] =
  [
    [1, {}, 1, 2],
    [2, {}, 2, 2],
    [3, {}, 3, 2],
    [4, {}, 4, 8 / 3],
    [10, {}, 10, 20 / 3],
    [16, {}, 16, 32 / 3],
    [17, {}, 16, 34 / 3],
    [20, {}, 16, 40 / 3],
    [3, { rProbe: 1 }, 3, 6],
    [3, { rProbe: 0.25 }, 3, 24],
    [3, { rProbe: 0.125 }, 3, 32],
    [3, { rProbe: 100 }, 3, 2],
    [3, { delta: 0.001 }, 3, 1.001],
    [3, { rProbe: 1, reuseMax: 4 }, 3, 4],
    [10, { poolSize: 4, rRemove: 2 }, 4, 20 / 3],
    [3, { poolSize: 1, rRemove: 2 }, 1, 2],
    [3, { rProbe: 0 }, 3, 32],
    [100, { rProbe: 0 }, 16, 32],
    [100, { rProbe: 0, rRemove: 0 }, 16, 32],
    [3, { rProbe: 0, reuseMax: 7 }, 3, 7],
    [100, { rProbe: 1, rRemove: 1 }, 16, 32],
  ];

for (const [n, change, capacity, budget] of smallFleets) {
  test(`small fleet of ${n} with ${JSON.stringify(change)}: capacity ${capacity}, budget ${budget}`, () => {
    const { reuseBudget, ...rest } = sizing(n, change);
    near(reuseBudget, budget, 9);
    assert.deepEqual(rest, { regime: 'small', capacity, removalsPerQuery: 0 });
  });
}

test('a small pool keeps Eq. 1 in a fleet of three', () => {
  // (1 - 1/3) 3 - 1 = 1.
  assert.deepEqual(sizing(3, { poolSize: 1 }), {
    regime: 'eq1',
    capacity: 1,
    reuseBudget: 2,
    removalsPerQuery: 1,
  });
});

test('without removals the border is n > m', () => {
  assert.equal(sizing(16, { rRemove: 0 }).regime, 'small');
  assert.equal(sizing(17, { rRemove: 0 }).regime, 'eq1');
});

test('every size has a finite budget of at least 1 and a capacity of at least 1', () => {
  for (const rProbe of [0, 0.1, 0.5, 1, 3, 100]) {
    for (const rRemove of [0, 0.25, 1, 100]) {
      for (let n = 0; n <= 200; n++) {
        const { reuseBudget, capacity } = sizing(n, { rProbe, rRemove });
        const at = JSON.stringify({ n, rProbe, rRemove, reuseBudget, capacity });
        assert.ok(reuseBudget >= 1 && reuseBudget <= 32, at);
        assert.ok(capacity >= 1 && capacity <= 16 && capacity <= Math.max(1, n), at);
      }
    }
  }
});

test('random rounding takes the floor or the ceiling, by the fraction', () => {
  const rngAt = (value: number) => ({ float: () => value, int: () => 0, child: () => rngAt(value) });
  assert.equal(randomRound(1.25, rngAt(0.2499)), 2);
  assert.equal(randomRound(1.25, rngAt(0.25)), 1);
  assert.equal(randomRound(1.25, rngAt(0.9999)), 1);
  assert.equal(randomRound(3, rngAt(0)), 3);
});
