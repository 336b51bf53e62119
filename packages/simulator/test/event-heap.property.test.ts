// The heap sorts, ties in order of arrival, whatever is pushed, popped and taken out in between.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EventHeap } from 'simulator';
import { replay, seed } from './seed.ts';

type Operation = { kind: 'push'; atMs: number } | { kind: 'pop' } | { kind: 'remove'; value: number };

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('push' as const), atMs: fc.integer({ min: 0, max: 20 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('pop' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), value: fc.nat(200) }) },
);

test('equals a sorted array under any sequence of operations', () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 300 }), operations => {
      const heap = new EventHeap();
      let model: { atMs: number; value: number }[] = [];
      operations.forEach((step, value) => {
        if (step.kind === 'push') {
          heap.push(step.atMs, value);
          model.push({ atMs: step.atMs, value });
          model.sort((a, b) => a.atMs - b.atMs || a.value - b.value);
        } else if (step.kind === 'pop') {
          assert.equal(heap.pop(), model.shift()?.value ?? Number.NaN, replay);
        } else {
          const found = model.find(entry => entry.value === step.value);
          assert.equal(heap.remove(step.value), found?.atMs ?? Number.NaN, replay);
          model = model.filter(entry => entry !== found);
        }
        assert.equal(heap.size, model.length, replay);
        assert.equal(heap.next, model[0]?.value ?? Number.NaN, replay);
        assert.equal(heap.nextAtMs, model[0]?.atMs ?? Number.POSITIVE_INFINITY, replay);
      });
    }),
    { seed, numRuns: 300 },
  );
});

test('an empty heap has nothing to give', () => {
  const heap = new EventHeap();
  assert.ok(Number.isNaN(heap.next));
  assert.ok(Number.isNaN(heap.pop()));
  assert.ok(Number.isNaN(heap.remove(0)));
  heap.push(1, 7);
  assert.equal(heap.nextAtMs, 1);
  assert.equal(heap.pop(), 7);
  assert.ok(Number.isNaN(heap.pop()));
});
