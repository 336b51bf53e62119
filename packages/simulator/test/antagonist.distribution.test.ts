// Phases of antagonists: mean lengths, the share of time contended, and the range of capacities. Tolerances: five standard
// deviations of the means.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRng } from 'prequal';
import { isNoisy, paperAntagonist } from 'simulator';
import { Antagonist } from '../src/antagonist.ts';
import { replay, seed } from './seed.ts';

const PHASES = 40_000;
const SIGMAS = 5;

test('phases have the stated means, capacities the stated range', () => {
  const antagonist = new Antagonist(paperAntagonist, createRng(seed).child('antagonist'));
  const lengths = { contended: [] as number[], free: [] as number[] };
  const factors: number[] = [];
  for (let i = 0; i < PHASES; i++) {
    const factor = antagonist.capacityFactor;
    lengths[factor === null ? 'free' : 'contended'].push(antagonist.drawLengthMs());
    if (factor !== null) factors.push(factor);
    antagonist.turn();
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  for (const [kind, expected] of [
    ['contended', 14_000],
    ['free', 26_000],
  ] as const) {
    // An exponential deviates by its mean.
    const bound = (SIGMAS * expected) / Math.sqrt(lengths[kind].length);
    assert.ok(Math.abs(mean(lengths[kind]) - expected) < bound, `${kind}; ${replay}`);
  }
  const { least, most } = paperAntagonist;
  assert.ok(factors.every(factor => factor >= least && factor < most));
  const bound = (SIGMAS * (most - least)) / Math.sqrt(12 * factors.length);
  assert.ok(Math.abs(mean(factors) - (least + most) / 2) < bound, replay);
});

test('at the start a machine is contended as often as in the long run', () => {
  const root = createRng(seed);
  const machines = Array.from(
    { length: PHASES },
    (_, i) => new Antagonist(paperAntagonist, root.child(`machine ${i}`)),
  );
  const share = machines.filter(({ capacityFactor }) => capacityFactor !== null).length / PHASES;
  const expected = 14 / 40;
  const bound = SIGMAS * Math.sqrt((expected * (1 - expected)) / PHASES);
  assert.ok(Math.abs(share - expected) < bound, `${share}; ${replay}`);
});

test('the noisy ones are the stated fraction, spread over the fleet', () => {
  const noisy = (noisyFraction: number) =>
    Array.from({ length: 20 }, (_, i) => i).filter(i => isNoisy(i, { ...paperAntagonist, noisyFraction }));
  assert.equal(noisy(1).length, 20);
  assert.deepEqual(noisy(0), []);
  assert.deepEqual(noisy(0.3), [3, 6, 9, 13, 16, 19]);
});
