// Method names are counted one by one up to a limit, then as one.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { MethodNames } from '../src/calls/method-names.ts';

it('tells the first 200 distinct method names apart, for ever', () => {
  const names = new MethodNames();
  for (let i = 0; i < 10_000; i++) names.of(`/a.B/M${i}`);
  assert.deepEqual(names.of('/a.B/M0'), { name: 'a.B/M0' });
  assert.deepEqual(names.of('/a.B/M199'), { name: 'a.B/M199' });
  assert.deepEqual(names.of('/a.B/M200'), { name: '_OTHER', original: 'a.B/M200' });
});

it('gives no long name a place', () => {
  const names = new MethodNames();
  const { name, original } = names.of(`/${'x'.repeat(5000)}`);
  assert.equal(name, '_OTHER');
  assert.equal(original?.length, 255);
});
