// Tests that ids are found where they stand in a list, and that only lists which cannot change share a table.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idIndexOf } from '../src/id-index.ts';

test('an id that stands twice counts once', () => {
  assert.deepEqual(
    [...idIndexOf(['a', 'b', 'a', 'c'])],
    [
      ['a', 0],
      ['b', 1],
      ['c', 2],
    ],
  );
});

test('a frozen list has one table, one that may change has a new one each time', () => {
  const frozen = Object.freeze(['a', 'b']);
  assert.equal(idIndexOf(frozen), idIndexOf(frozen));
  const open = ['a'];
  idIndexOf(open);
  open.push('b');
  assert.equal(idIndexOf(open).get('b'), 1);
});
