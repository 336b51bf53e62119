// The cap on probes a second and replica: bursts of a tenth of a second, never more than the rate over time.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FULL, refilled } from '../src/token-bucket.ts';
import { seed } from './seed.ts';

/** A bucket as its owners keep it. */
class TokenBucket {
  #tokens = FULL;
  #filledAtMs = 0;

  take(perSecond: number, nowMs: number): boolean {
    const tokens = refilled(this.#tokens, perSecond, nowMs - this.#filledAtMs);
    this.#filledAtMs = nowMs;
    this.#tokens = tokens >= 1 ? tokens - 1 : tokens;
    return tokens >= 1;
  }
}

/** How many pass of `tries` at one instant. */
function burst(bucket: TokenBucket, perSecond: number, nowMs: number, tries = 1000): number {
  let passed = 0;
  for (let i = 0; i < tries; i++) if (bucket.take(perSecond, nowMs)) passed++;
  return passed;
}

test('starts full, a tenth of a second deep', () => {
  assert.equal(burst(new TokenBucket(), 200, 0), 20);
  assert.equal(burst(new TokenBucket(), 200, 123_456), 20);
});

test('is at least one token deep', () => {
  for (const perSecond of [0.1, 1, 5, 10]) assert.equal(burst(new TokenBucket(), perSecond, 7), 1);
});

test('fills at its rate and no further than its depth', () => {
  const bucket = new TokenBucket();
  burst(bucket, 200, 0);
  assert.equal(burst(bucket, 200, 4.99), 0);
  assert.equal(burst(bucket, 200, 5), 1);
  assert.equal(burst(bucket, 200, 30), 5);
  assert.equal(burst(bucket, 200, 1e6), 20);
});

test('a slow rate is exact: one in ten seconds', () => {
  const bucket = new TokenBucket();
  assert.ok(bucket.take(0.1, 0));
  assert.ok(!bucket.take(0.1, 9999));
  assert.ok(bucket.take(0.1, 10_000));
});

test('the rate may change from call to call', () => {
  const bucket = new TokenBucket();
  assert.equal(burst(bucket, 1000, 0), 100);
  assert.equal(burst(bucket, 10, 50), 0);
  assert.equal(burst(bucket, 10, 150), 1);
  assert.equal(burst(bucket, 1000, 150.5), 0);
  assert.equal(burst(bucket, 1000, 151), 1);
});

test('over any window no more pass than the rate and one depth', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(0.5, 8, 64, 256),
      fc.array(
        fc.record({ afterMs: fc.integer({ min: 0, max: 4000 }).map(n => n / 16), tries: fc.nat(60) }),
        {
          maxLength: 60,
        },
      ),
      (perSecond, steps) => {
        const bucket = new TokenBucket();
        const passes: { atMs: number; count: number }[] = [];
        let nowMs = 0;
        for (const { afterMs, tries } of steps) {
          nowMs += afterMs;
          passes.push({ atMs: nowMs, count: burst(bucket, perSecond, nowMs, tries) });
        }
        const depth = Math.max(1, perSecond / 10);
        for (let from = 0; from < passes.length; from++) {
          let count = 0;
          for (const pass of passes.slice(from)) {
            count += pass.count;
            const lengthMs = pass.atMs - (passes[from]?.atMs ?? 0);
            assert.ok(count <= depth + (lengthMs * perSecond) / 1000 + 1e-6);
          }
        }
      },
    ),
    { seed, numRuns: 100 },
  );
});
