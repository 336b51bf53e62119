import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SlowestCalls } from '../src/admin/slowest-calls.ts';

/** Two of each 10 ms, told for 30 ms. */
function small(): SlowestCalls<string> {
  return new SlowestCalls({ capacity: 2, keepMs: 30, sliceMs: 10 });
}

describe('SlowestCalls', () => {
  it('keeps the slowest, in their order, and no more than fit', () => {
    const slowest = small();
    slowest.add('5 ms', 5, 0);
    slowest.add('9 ms', 9, 1);
    slowest.add('7 ms', 7, 2);
    slowest.add('1 ms', 1, 3);
    assert.deepEqual(slowest.list(4), ['9 ms', '7 ms']);
  });

  it('says beforehand whether a call enters: the earlier of two alike stays', () => {
    const slowest = small();
    assert.ok(slowest.enters(0, 0));
    slowest.add('5 ms', 5, 0);
    slowest.add('6 ms', 6, 0);
    assert.ok(!slowest.enters(5, 1));
    assert.ok(slowest.enters(5.1, 1));
    slowest.add('5 ms again', 5, 1);
    assert.deepEqual(slowest.list(1), ['6 ms', '5 ms']);
  });

  it('forgets what is too old, and then still has those that it had outshone', () => {
    const slowest = small();
    slowest.add('90 ms', 90, 0);
    slowest.add('80 ms', 80, 5);
    slowest.add('4 ms', 4, 12);
    slowest.add('3 ms', 3, 21);
    assert.deepEqual(slowest.list(21), ['90 ms', '80 ms']);
    assert.deepEqual(slowest.list(30), ['90 ms', '80 ms']);
    assert.deepEqual(slowest.list(31), ['80 ms', '4 ms']);
    assert.deepEqual(slowest.list(36), ['4 ms', '3 ms']);
    assert.deepEqual(slowest.list(52), []);
  });

  it('has the slowest of a part of the time, though slower ones came before', () => {
    const slowest = new SlowestCalls<{ readonly atMs: number; readonly durationMs: number }>({
      capacity: 2,
      keepMs: 1000,
      sliceMs: 10,
    });
    const calls = Array.from({ length: 90 }, (_, atMs) => ({
      atMs,
      durationMs: ((atMs * 37) % 91) + 100 - atMs,
    }));
    for (const call of calls) slowest.add(call, call.durationMs, call.atMs);
    for (let sinceMs = 0; sinceMs < 90; sinceMs += 10) {
      const asked = calls.filter(({ atMs }) => atMs >= sinceMs).sort((a, b) => b.durationMs - a.durationMs);
      assert.deepEqual(
        slowest.list(90, ({ atMs }) => atMs >= sinceMs),
        asked.slice(0, 2),
      );
    }
  });

  it('finds one call of those kept', () => {
    const slowest = small();
    slowest.add('a', 1, 0);
    slowest.add('b', 2, 15);
    assert.equal(
      slowest.find(call => call === 'a'),
      'a',
    );
    assert.equal(
      slowest.find(call => call === 'c'),
      undefined,
    );
  });

  it('holds a bounded number, however many calls end', () => {
    const slowest = small();
    const held = new Set<string>();
    for (let i = 0; i < 10_000; i++) slowest.add(`call ${i}`, (i * 7919) % 1009, i);
    for (let i = 0; i < 10_000; i++) if (slowest.find(call => call === `call ${i}`)) held.add(`call ${i}`);
    // The slice being filled, and those of which something may still be told: two calls each.
    assert.ok(held.size <= 10, String(held.size));
    assert.equal(slowest.list(10_000).length, 2);
  });
});
