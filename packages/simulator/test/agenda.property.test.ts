// Events come back from the agenda as they were noted: whatever their kind, however large their index.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Agenda, indexOf, KIND, kindOf } from '../src/agenda.ts';
import { seed } from './seed.ts';

/** client times replicas plus replica, with a million of each: the largest that the options allow. */
const MOST_INDEX = 1e12;

test('kind and index of an event are those that were noted', () => {
  const kinds = fc.constantFrom(...Object.values(KIND));
  const indices = fc.oneof(fc.nat(100), fc.integer({ min: 2 ** 27 - 1, max: MOST_INDEX }));
  fc.assert(
    fc.property(kinds, indices, (kind, index) => {
      const agenda = new Agenda();
      agenda.note(1, kind, index);
      const event = agenda.take();
      assert.deepEqual([kindOf(event), indexOf(event)], [kind, index]);
    }),
    { seed },
  );
});
