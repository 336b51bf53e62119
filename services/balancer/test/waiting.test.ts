// The waiting room: exactly one of ready and expired, unless one leaves before.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Waiting } from '../src/calls/waiting.ts';

it('calls exactly one of the two, once', t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const waiting = new Waiting();
  const heard: string[] = [];
  const waiter = (name: string) => ({
    ready: () => void heard.push(`${name} ready`),
    expired: () => void heard.push(`${name} expired`),
  });
  waiting.enter(1000, waiter('a'));
  const leave = waiting.enter(1000, waiter('b'));
  waiting.enter(2000, waiter('c'));
  leave();
  t.mock.timers.tick(1000);
  waiting.wake();
  t.mock.timers.tick(5000);
  waiting.wake();
  assert.deepEqual(heard, ['a expired', 'c ready']);
  assert.equal(waiting.size, 0);
});

it('lets one that was woken for nothing enter again', t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const waiting = new Waiting();
  let tries = 0;
  const enter = (): void => {
    waiting.enter(1000, {
      ready: () => {
        tries++;
        enter();
      },
      expired: () => {},
    });
  };
  enter();
  waiting.wake();
  waiting.wake();
  assert.equal(tries, 2);
  assert.equal(waiting.size, 1);
});
