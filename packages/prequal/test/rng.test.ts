// Streams replay, do not depend on draw order, and are even.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRng, type Rng } from '../src/rng.ts';
import { binomialBound, chiSquareBound, chiSquareUniform } from './tolerance.ts';

const draw = (rng: Rng, count: number) => Array.from({ length: count }, () => rng.float());

test('the same seed gives the same stream, another seed another', () => {
  assert.deepEqual(draw(createRng(7), 100), draw(createRng(7), 100));
  assert.notDeepEqual(draw(createRng(7), 100), draw(createRng(8), 100));
});

test('a child depends on seed and name, not on what was drawn', () => {
  const untouched = createRng(7).child('probes');
  const drawn = createRng(7);
  draw(drawn, 50);
  drawn.child('other').float();
  assert.deepEqual(draw(drawn.child('probes'), 20), draw(untouched, 20));
  assert.notDeepEqual(draw(createRng(7).child('picks'), 20), draw(createRng(7).child('probes'), 20));
  assert.notDeepEqual(draw(createRng(8).child('probes'), 20), draw(createRng(7).child('probes'), 20));
  assert.notDeepEqual(draw(createRng(7).child('probes'), 20), draw(createRng(7), 20));
});

test('numbers lie in their ranges', () => {
  const rng = createRng(3);
  for (let i = 0; i < 10_000; i++) {
    const float = rng.float();
    assert.ok(float >= 0 && float < 1);
    const bound = 1 + (i % 9);
    const int = rng.int(bound);
    assert.ok(Number.isInteger(int) && int >= 0 && int < bound);
  }
  assert.equal(rng.int(1), 0);
});

for (const seed of [0, 1, 2 ** 31, 0xffffffff]) {
  test(`integers are even, also in pairs; seed ${seed}`, () => {
    const rng = createRng(seed);
    const single = new Array<number>(8).fill(0);
    const pairs = new Array<number>(64).fill(0);
    let last = rng.int(8);
    for (let i = 0; i < 64_000; i++) {
      const next = rng.int(8);
      single[next] = (single[next] ?? 0) + 1;
      // Overlapping pairs are dependent: every second one only.
      if (i % 2 === 0) pairs[last * 8 + next] = (pairs[last * 8 + next] ?? 0) + 1;
      last = next;
    }
    assert.ok(chiSquareUniform(single) < chiSquareBound(7), `seed ${seed}`);
    assert.ok(chiSquareUniform(pairs) < chiSquareBound(63), `seed ${seed}`);
  });
}

test('children of neighbouring seeds agree no more often than chance', () => {
  const n = 10_000;
  const firstBits = Array.from({ length: n + 1 }, (_, seed) => createRng(seed).child('picks').float() < 0.5);
  const equal = firstBits.filter((bit, i) => i > 0 && bit === firstBits[i - 1]).length;
  assert.ok(Math.abs(equal - n / 2) < binomialBound(n, 0.5), `${equal} of ${n}, seeds 0 to ${n}`);
});
