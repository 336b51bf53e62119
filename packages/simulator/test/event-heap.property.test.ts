// The heap sorts, ties in order of arrival, whatever is pushed, popped and dropped in between.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EventHeap } from 'simulator';
import { replay, seed } from './seed.ts';

type Operation = { kind: 'push'; atMs: number } | { kind: 'pop' } | { kind: 'retain'; modulus: number };

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('push' as const), atMs: fc.integer({ min: 0, max: 20 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('pop' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('retain' as const), modulus: fc.integer({ min: 2, max: 4 }) }),
  },
);

test('equals a sorted array under any sequence of operations', () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 200 }), operations => {
      const heap = new EventHeap<number>();
      let model: { atMs: number; value: number }[] = [];
      operations.forEach((step, value) => {
        if (step.kind === 'push') {
          heap.push(step.atMs, value);
          model.push({ atMs: step.atMs, value });
          model.sort((a, b) => a.atMs - b.atMs || a.value - b.value);
        } else if (step.kind === 'pop') {
          assert.equal(heap.pop()?.value, model.shift()?.value, replay);
        } else {
          heap.retain(kept => kept % step.modulus !== 0);
          model = model.filter(entry => entry.value % step.modulus !== 0);
        }
        assert.equal(heap.size, model.length, replay);
        assert.equal(heap.peek()?.value, model[0]?.value, replay);
      });
    }),
    { seed, numRuns: 300 },
  );
});

test('an empty heap has nothing to give', () => {
  const heap = new EventHeap<string>();
  assert.equal(heap.peek(), undefined);
  assert.equal(heap.pop(), undefined);
  heap.push(1, 'a');
  assert.deepEqual(heap.pop(), { atMs: 1, sequence: 0, value: 'a' });
  assert.equal(heap.pop(), undefined);
});
