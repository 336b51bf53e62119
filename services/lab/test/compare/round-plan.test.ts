import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planRounds } from '../../src/compare/round-plan.ts';

const policies = ['a', 'b', 'c'];

describe('planRounds', () => {
  it('runs every policy once a round, with the seed of the round', () => {
    const plan = planRounds(policies, 5, 7);
    for (let round = 1; round <= 5; round++) {
      const runs = plan.filter(run => run.round === round);
      assert.deepEqual(runs.map(({ policy }) => policy).sort(), policies);
      assert.deepEqual(
        runs.map(({ seed }) => seed),
        [6 + round, 6 + round, 6 + round],
      );
    }
  });

  it('rotates the order, and turns it round after every policy has been first', () => {
    const order = planRounds(policies, 6, 0).map(({ policy }) => policy);
    assert.equal(order.join(''), 'abcbcacabcbaacbbac');
    const firsts = [0, 3, 6].map(at => order[at]);
    assert.deepEqual(firsts, policies);
  });

  it('lets each policy follow each other one equally often in two turns', () => {
    const plan = planRounds(policies, 6, 0);
    const follows = new Map<string, number>();
    plan.forEach(({ policy, round }, at) => {
      const before = plan[at - 1];
      if (before?.round !== round) return;
      const pair = `${before.policy}${policy}`;
      follows.set(pair, (follows.get(pair) ?? 0) + 1);
    });
    assert.deepEqual([...new Set(follows.values())], [2]);
    assert.equal(follows.size, 6);
  });

  it('keeps seeds in the range that programs take', () => {
    assert.deepEqual(
      planRounds(['a'], 2, 2 ** 32 - 1).map(({ seed }) => seed),
      [2 ** 32 - 1, 0],
    );
  });
});
