import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Regret, regretMs } from '../src/telemetry/regret.ts';

describe('Regret', () => {
  it('is the latency less the smallest estimate that another candidate answered first after the pick', () => {
    const regret = new Regret();
    regret.onReport('b', 1);
    const rivals = regret.onPick('a', ['a', 'b', 'c']);
    regret.onReport('b', 12);
    regret.onReport('c', 20);
    // Later answers, and those of the chosen one and of strangers, are none of its business.
    regret.onReport('b', 2);
    regret.onReport('a', 3);
    regret.onReport('d', 4);
    assert.equal(regretMs(rivals, 50), 38);
  });

  it('is not below 0', () => {
    const regret = new Regret();
    const rivals = regret.onPick('a', ['a', 'b']);
    regret.onReport('b', 60);
    assert.equal(regretMs(rivals, 50), 0);
  });

  it('is absent when nobody else answered, answered an estimate, or was there', () => {
    const regret = new Regret();
    const unanswered = regret.onPick('a', ['a', 'b']);
    assert.equal(regretMs(unanswered, 50), null);
    const unknown = regret.onPick('a', ['a', 'b']);
    regret.onReport('b', null);
    // The first answer counts, and it named no estimate.
    regret.onReport('b', 10);
    assert.equal(regretMs(unknown, 50), null);
    assert.equal(regretMs(regret.onPick('a', ['a']), 50), null);
    assert.equal(regretMs(regret.onPick('a', []), 50), null);
  });

  it('gives one answer to all that waited for it, and none to those picked later', () => {
    const regret = new Regret();
    const first = regret.onPick('a', ['a', 'b']);
    const second = regret.onPick('c', ['b']);
    regret.onReport('b', 10);
    const third = regret.onPick('a', ['a', 'b']);
    assert.deepEqual(
      [first, second, third].map(rivals => regretMs(rivals, 30)),
      [20, 20, null],
    );
    regret.onReport('b', 25);
    assert.equal(regretMs(third, 30), 5);
  });

  it('has no answer from one that left, nor from its successor under the same id', () => {
    const regret = new Regret();
    const rivals = regret.onPick('a', ['a', 'b']);
    regret.forget('b');
    regret.onReport('b', 10);
    assert.equal(regretMs(rivals, 30), null);
  });
});
