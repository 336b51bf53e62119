// When is a replica frozen? Truth table over silence, signs of life and our own stalls.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FreezeDetector } from 'prequal';

/** Probes sent at these instants, each timing out 100 ms later. */
function timeouts(detector: FreezeDetector, ...sentAtMs: number[]): boolean {
  return sentAtMs.map(atMs => detector.onTimeout(atMs, atMs + 100)).at(-1) ?? false;
}

describe('set aside', () => {
  it('needs three timeouts in a row over 250 ms', () => {
    assert.equal(timeouts(new FreezeDetector(), 0, 75, 150), true);
    assert.equal(timeouts(new FreezeDetector(), 0, 75, 149), false, 'over 249 ms');
    assert.equal(timeouts(new FreezeDetector(), 0, 1000), false, 'two');
    assert.equal(timeouts(new FreezeDetector(), 0, 1, 2, 3, 4), false, 'five at once');
  });

  it('counts the silence from the first unanswered probe, in whatever order they time out', () => {
    const detector = new FreezeDetector();
    detector.onTimeout(20, 120);
    detector.onTimeout(0, 121);
    assert.equal(detector.onTimeout(140, 249), false);
    assert.equal(detector.onTimeout(150, 250), true);
    assert.equal(detector.silenceMs(250), 250);
  });

  it('starts anew with any sign of life', () => {
    const detector = new FreezeDetector();
    timeouts(detector, 0, 75);
    detector.onHeard(180);
    assert.equal(timeouts(detector, 150, 160, 170), false, 'sent before it was heard of');
    assert.equal(timeouts(detector, 200, 300), false);
    assert.equal(timeouts(detector, 400), true);
  });

  it('returns with the first answer', () => {
    const detector = new FreezeDetector();
    timeouts(detector, 0, 100, 200);
    assert.equal(detector.frozen, true);
    detector.onHeard(900);
    assert.equal(detector.frozen, false);
    assert.equal(timeouts(detector, 1000), false);
  });

  it('holds no timeout that overlaps a stall of our own against it', () => {
    const detector = new FreezeDetector();
    timeouts(detector, 0, 100);
    detector.onStall(2000);
    assert.equal(detector.onTimeout(150, 2000), false, 'sent before the stall ended');
    assert.equal(detector.onTimeout(1999, 2099), false);
    assert.equal(timeouts(detector, 2000, 2080), false);
    assert.equal(timeouts(detector, 2160), true);
  });

  it('stays set aside through a stall', () => {
    const detector = new FreezeDetector();
    timeouts(detector, 0, 100, 200);
    detector.onStall(500);
    assert.equal(detector.frozen, true);
  });
});
