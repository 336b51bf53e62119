// A stall is noticed by its own timer, or by whoever looks first; with time mocked.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { LoopLag } from '../src/replicas/loop-lag.ts';

function setUp() {
  const stalls: number[] = [];
  const clock = { nowMs: 0 };
  const lag = new LoopLag({
    nowMs: () => clock.nowMs,
    limitMs: () => 50,
    onStall: lagMs => stalls.push(lagMs),
  });
  return { lag, clock, stalls };
}

it('tells of a stall once, whoever notices it first', t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { lag, clock, stalls } = setUp();
  lag.start();
  clock.nowMs = 500;
  lag.check(500);
  assert.deepEqual(stalls, [480]);
  t.mock.timers.tick(20);
  assert.deepEqual(stalls, [480]);
  clock.nowMs = 700;
  t.mock.timers.tick(20);
  assert.deepEqual(stalls, [480, 180]);
  lag.close();
  lag.check(5000);
  assert.equal(stalls.length, 2);
});

it('is quiet while the timer comes about in time', t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { lag, clock, stalls } = setUp();
  lag.start();
  for (let i = 0; i < 10; i++) {
    clock.nowMs += 60;
    t.mock.timers.tick(20);
  }
  assert.deepEqual(stalls, []);
  lag.close();
});
