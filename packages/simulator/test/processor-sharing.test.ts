// The queue's numbers, worked out by hand.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProcessorSharing } from 'simulator';

test('a job alone uses one core, however many there are', () => {
  const queue = new ProcessorSharing({ cores: 4, nowMs: 100 });
  assert.equal(queue.nextEndAtMs(100), Number.POSITIVE_INFINITY);
  queue.arrive(1, 50, 100);
  assert.equal(queue.nextEndAtMs(100), 150);
  assert.deepEqual(queue.advance(149.9), []);
  assert.deepEqual(queue.advance(150), [1]);
  assert.equal(queue.size, 0);
});

test('four jobs on two cores take twice as long', () => {
  const queue = new ProcessorSharing({ cores: 2, nowMs: 0 });
  for (const id of [1, 2, 3, 4]) queue.arrive(id, 10, 0);
  assert.equal(queue.nextEndAtMs(0), 20);
  assert.deepEqual(queue.advance(20), [1, 2, 3, 4]);
});

test('slowing stretches the jobs in the queue, and its end speeds them up again', () => {
  const queue = new ProcessorSharing({ cores: 1, nowMs: 0 });
  queue.arrive(1, 20, 0);
  queue.setSpeed(0.1, 10);
  assert.equal(queue.nextEndAtMs(10), 110);
  queue.setSpeed(1, 60);
  assert.equal(queue.nextEndAtMs(60), 65);
  assert.deepEqual(queue.advance(65), [1]);
});

test('a cancelled job leaves its share to the others', () => {
  const queue = new ProcessorSharing({ cores: 1, nowMs: 0 });
  queue.arrive(1, 10, 0);
  queue.arrive(2, 10, 0);
  assert.equal(queue.cancel(1, 10), true);
  assert.equal(queue.cancel(1, 10), false);
  assert.equal(queue.nextEndAtMs(10), 15);
  assert.deepEqual(queue.advance(15), [2]);
  assert.equal(queue.cancel(2, 15), false);
});

test('without cores or speed nothing ends, and nothing is lost', () => {
  const queue = new ProcessorSharing({ cores: 0, nowMs: 0 });
  queue.arrive(1, 5, 0);
  assert.equal(queue.nextEndAtMs(1000), Number.POSITIVE_INFINITY);
  queue.setCores(1, 1000);
  assert.equal(queue.nextEndAtMs(1000), 1005);
  queue.setSpeed(0, 1002);
  assert.deepEqual(queue.advance(5000), []);
  queue.setSpeed(1, 5000);
  assert.deepEqual(queue.advance(5003), [1]);
});

test('an end that passed unseen is promised at once and returned by the next advance', () => {
  const queue = new ProcessorSharing({ cores: 1, nowMs: 0 });
  queue.arrive(1, 5, 0);
  queue.arrive(2, 5, 50);
  assert.equal(queue.nextEndAtMs(50), 50);
  assert.deepEqual(queue.advance(50), [1]);
});

test('the promised instant always ends a job, also where milliseconds are coarse', () => {
  const startMs = 1e12;
  const queue = new ProcessorSharing({ cores: 3, nowMs: startMs });
  for (let id = 0; id < 100; id++) queue.arrive(id, 1e-7 * (id % 7), startMs);
  let nowMs = startMs;
  for (let rounds = 0; queue.size > 0; rounds++) {
    assert.ok(rounds <= 100, 'no progress');
    nowMs = queue.nextEndAtMs(nowMs);
    assert.notEqual(queue.advance(nowMs).length, 0);
  }
});

test('remaining work and CPU use are those of the jobs that are there', () => {
  const queue = new ProcessorSharing({ cores: 2, nowMs: 0 });
  for (const id of [1, 2, 3]) queue.arrive(id, 30, 0);
  assert.equal(queue.remainingMs(15), 60);
  assert.equal(queue.busyCoreMs(15), 30);
  queue.cancel(3, 15);
  assert.equal(queue.remainingMs(15), 40);
  queue.setSpeed(0.5, 15);
  assert.deepEqual(queue.advance(55), [1, 2]);
  assert.equal(queue.remainingMs(55), 0);
  assert.equal(queue.busyCoreMs(100), 30 + 80);
  queue.arrive(4, 10, 100);
  queue.setSpeed(0, 100);
  assert.equal(queue.busyCoreMs(200), 110);
});

test('nonsense is refused', () => {
  const queue = new ProcessorSharing({ cores: 1, nowMs: 0 });
  queue.arrive(1, 5, 0);
  assert.throws(() => queue.arrive(2, Number.NaN, 0), RangeError);
  assert.throws(() => queue.arrive(2, -1, 0), RangeError);
  assert.throws(() => queue.setCores(-1, 0), RangeError);
  assert.throws(() => queue.setSpeed(Number.POSITIVE_INFINITY, 0), RangeError);
  assert.throws(() => new ProcessorSharing({ cores: Number.NaN, nowMs: 0 }), RangeError);
});
