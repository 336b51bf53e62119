// When is a replica frozen? Truth table over silence, signs of life and our own stalls.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SetAsideRule } from 'prequal';

/** Probes sent at these instants, each timing out 100 ms later. */
function timeouts(rule: SetAsideRule, ...sentAtMs: number[]): boolean {
  return sentAtMs.map(atMs => rule.onTimeout(atMs, atMs + 100)).at(-1) ?? false;
}

describe('set aside', () => {
  it('needs three timeouts in a row over 250 ms', () => {
    assert.equal(timeouts(new SetAsideRule(), 0, 75, 150), true);
    assert.equal(timeouts(new SetAsideRule(), 0, 75, 149), false, 'over 249 ms');
    assert.equal(timeouts(new SetAsideRule(), 0, 1000), false, 'two');
    assert.equal(timeouts(new SetAsideRule(), 0, 1, 2, 3, 4), false, 'five at once');
  });

  it('counts the silence from the first unanswered probe, in whatever order they time out', () => {
    const rule = new SetAsideRule();
    rule.onTimeout(20, 120);
    rule.onTimeout(0, 121);
    assert.equal(rule.onTimeout(140, 249), false);
    assert.equal(rule.onTimeout(150, 250), true);
    assert.equal(rule.silenceMs(250), 250);
  });

  it('starts anew with any sign of life', () => {
    const rule = new SetAsideRule();
    timeouts(rule, 0, 75);
    rule.onHeard(180);
    assert.equal(timeouts(rule, 150, 160, 170), false, 'sent before it was heard of');
    assert.equal(timeouts(rule, 200, 300), false);
    assert.equal(timeouts(rule, 400), true);
  });

  it('returns with the first answer', () => {
    const rule = new SetAsideRule();
    timeouts(rule, 0, 100, 200);
    assert.equal(rule.frozen, true);
    rule.onHeard(900);
    assert.equal(rule.frozen, false);
    assert.equal(timeouts(rule, 1000), false);
  });

  it('holds no timeout that overlaps a stall of our own against it', () => {
    const rule = new SetAsideRule();
    timeouts(rule, 0, 100);
    rule.onStall(2000);
    assert.equal(rule.onTimeout(150, 2000), false, 'sent before the stall ended');
    assert.equal(rule.onTimeout(1999, 2099), false);
    assert.equal(timeouts(rule, 2000, 2080), false);
    assert.equal(timeouts(rule, 2160), true);
  });

  it('stays set aside through a stall', () => {
    const rule = new SetAsideRule();
    timeouts(rule, 0, 100, 200);
    rule.onStall(500);
    assert.equal(rule.frozen, true);
  });
});
