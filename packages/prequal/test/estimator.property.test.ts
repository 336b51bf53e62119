// Both estimators equal a naive model that keeps every sample, and keep the invariants of an estimate.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createEstimator } from '../src/create-estimator.ts';
import type { EstimatorName } from '../src/estimator.ts';
import { seed } from './seed.ts';

interface Sample {
  readonly latencyMs: number;
  readonly tag: number;
  readonly ok: boolean;
  readonly atMs: number;
}

const names: readonly EstimatorName[] = ['scaled', 'median'];
const MAX_AGE_MS = 5000;

// Integers, so that multiples are exact.
const sample = fc.record({
  latencyMs: fc.nat(1000),
  tag: fc.integer({ min: 1, max: 12 }),
  ok: fc.boolean(),
  afterMs: fc.oneof(fc.nat(60), fc.nat(60), fc.nat(8000)),
});

const samples = fc.array(sample, { maxLength: 60 }).map(list => {
  let atMs = 0;
  return list.map(({ afterMs, ...rest }): Sample => {
    atMs += afterMs;
    return { ...rest, atMs };
  });
});

const answered = samples.map(list => list.map(one => ({ ...one, ok: true })));
const rif = fc.nat(15);
/** After the last sample. */
const later = fc.nat(6000);

const endOf = (list: readonly Sample[]) => list.at(-1)?.atMs ?? 0;

function feed(name: EstimatorName, list: readonly Sample[]) {
  const estimator = createEstimator(name);
  for (const { latencyMs, tag, ok, atMs } of list) estimator.record(latencyMs, tag, ok, atMs);
  return estimator;
}

function near(actual: number | null, expected: number | null, relative = 1e-9): void {
  if (actual === null || expected === null) assert.equal(actual, expected);
  else assert.ok(Math.abs(actual - expected) <= 1e-9 + expected * relative, `${actual}, not ${expected}`);
}

/** The scaled formula, all weights computed anew from the whole list. */
function naiveScaled(list: readonly Sample[], tag: number, nowMs: number): number | null {
  if (list.length === 0 || nowMs - endOf(list) > MAX_AGE_MS) return null;
  let weight = 1;
  let latencySum = 0;
  let tagSum = 0;
  let laterAtMs = Number.NaN;
  for (const { latencyMs, tag: metTag, atMs } of list.toReversed()) {
    const gapMs = laterAtMs - atMs;
    if (gapMs > MAX_AGE_MS) break;
    if (gapMs >= 0) weight *= Math.min(0.95, Math.exp(-Math.max(0, gapMs - 100) / 1000));
    latencySum += weight * latencyMs;
    tagSum += weight * (metTag + 0.25);
    laterAtMs = atMs;
  }
  return (latencySum / tagSum) * (tag + 0.25);
}

function naiveMedian(list: readonly Sample[], tag: number, nowMs: number): number[] {
  return list
    .filter(one => one.ok)
    .slice(-256)
    .filter(one => nowMs - one.atMs <= MAX_AGE_MS)
    .sort((a, b) => Math.abs(a.tag - tag) - Math.abs(b.tag - tag) || b.atMs - a.atMs)
    .slice(0, 16)
    .map(one => one.latencyMs)
    .sort((a, b) => a - b);
}

test('scaled: equals the formula over all samples', () => {
  fc.assert(
    // Answered queries only: a failure at the very mean falls on either side of it by rounding.
    fc.property(answered, rif, later, (list, now, afterMs) => {
      const nowMs = endOf(list) + afterMs;
      near(feed('scaled', list).estimate(now, nowMs), naiveScaled(list, now + 1, nowMs));
    }),
    { seed, numRuns: 300 },
  );
});

test('median: equals a sort of all samples', () => {
  fc.assert(
    fc.property(samples, rif, later, (list, now, afterMs) => {
      const nowMs = endOf(list) + afterMs;
      const sorted = naiveMedian(list, now + 1, nowMs);
      assert.equal(feed('median', list).estimate(now, nowMs), sorted[Math.floor(sorted.length / 2)] ?? null);
    }),
    { seed, numRuns: 300 },
  );
});

test('median: the samples used are the nearest tags there are', () => {
  fc.assert(
    fc.property(answered, rif, (list, now) => {
      const nowMs = endOf(list);
      const fresh = list.filter(one => nowMs - one.atMs <= MAX_AGE_MS);
      const far = (one: Sample) => Math.abs(one.tag - now - 1);
      const estimate = feed('median', list).estimate(now, nowMs);
      const limit = fresh.map(far).sort((a, b) => a - b)[Math.min(16, fresh.length) - 1];
      const near16 = fresh.filter(one => limit !== undefined && far(one) <= limit);
      assert.equal(estimate === null, near16.length === 0);
      if (estimate !== null) assert.ok(near16.some(one => one.latencyMs === estimate));
    }),
    { seed, numRuns: 200 },
  );
});

test('an estimate lies within the samples, seen at the RIF of the question', () => {
  fc.assert(
    fc.property(answered, rif, (list, now) => {
      const nowMs = endOf(list);
      // Older ones may still weigh a little, but none beyond a gap of the age limit.
      const scaled = list.map(one => (one.latencyMs * (now + 1.25)) / (one.tag + 0.25));
      const estimate = feed('scaled', list).estimate(now, nowMs);
      if (estimate !== null) {
        assert.ok(estimate >= Math.min(...scaled) - 1e-9 && estimate <= Math.max(...scaled) * (1 + 1e-12));
      }
      const median = feed('median', list).estimate(now, nowMs);
      const latencies = list.map(one => one.latencyMs);
      if (median !== null) assert.ok(median >= Math.min(...latencies) && median <= Math.max(...latencies));
    }),
    { seed, numRuns: 200 },
  );
});

test('scaling all latencies scales the estimate', () => {
  fc.assert(
    fc.property(answered, rif, fc.integer({ min: 2, max: 50 }), (list, now, factor) => {
      const scaled = list.map(one => ({ ...one, latencyMs: one.latencyMs * factor }));
      for (const name of names) {
        const plain = feed(name, list).estimate(now, endOf(list));
        near(feed(name, scaled).estimate(now, endOf(list)), plain === null ? null : plain * factor);
      }
    }),
    { seed, numRuns: 100 },
  );
});

test('median: the order of samples of one instant does not matter', () => {
  const oneInstant = fc.array(fc.record({ latencyMs: fc.nat(1000), tag: fc.constantFrom(1, 5, 9) }), {
    maxLength: 16,
  });
  fc.assert(
    fc.property(
      oneInstant.chain(list =>
        fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
      ),
      rif,
      ([list, shuffled], now) => {
        const at = (order: typeof list) => order.map(one => ({ ...one, ok: true, atMs: 7 }));
        assert.equal(
          feed('median', at(list)).estimate(now, 7),
          feed('median', at(shuffled)).estimate(now, 7),
        );
      },
    ),
    { seed, numRuns: 100 },
  );
});

test('a failure never lowers an estimate nor makes one', () => {
  fc.assert(
    fc.property(samples, sample, rif, (list, failure, now) => {
      for (const name of names) {
        const estimator = feed(name, list);
        const nowMs = endOf(list) + failure.afterMs;
        const before = estimator.estimate(now, nowMs);
        estimator.record(failure.latencyMs, failure.tag, false, nowMs);
        const after = estimator.estimate(now, nowMs);
        if (before === null) assert.equal(after, null, name);
        else assert.ok(after !== null && after >= before * (1 - 1e-12), `${name}: ${before} to ${after}`);
      }
    }),
    { seed, numRuns: 300 },
  );
});

test('nothing older than the age limit counts: what came before makes no difference', () => {
  fc.assert(
    fc.property(samples, samples, rif, (old, recent, now) => {
      const shiftMs = endOf(old) + MAX_AGE_MS + 1;
      const shifted = recent.map(one => ({ ...one, atMs: one.atMs + shiftMs }));
      const nowMs = shiftMs + endOf(recent);
      for (const name of names) {
        near(feed(name, [...old, ...shifted]).estimate(now, nowMs), feed(name, shifted).estimate(now, nowMs));
      }
    }),
    { seed, numRuns: 200 },
  );
});

test('samples that cannot be true change nothing', () => {
  const nonsense = fc.oneof(
    fc.record({ latencyMs: fc.constantFrom(Number.NaN, -1, Number.POSITIVE_INFINITY), tag: fc.constant(1) }),
    fc.record({ latencyMs: fc.nat(9), tag: fc.constantFrom(Number.NaN, 0, -1, Number.POSITIVE_INFINITY) }),
  );
  fc.assert(
    fc.property(samples, fc.array(nonsense, { maxLength: 5 }), rif, (list, lies, now) => {
      const nowMs = endOf(list);
      for (const name of names) {
        const estimator = feed(name, list);
        const before = estimator.estimate(now, nowMs);
        for (const { latencyMs, tag } of lies) estimator.record(latencyMs, tag, true, nowMs);
        assert.equal(estimator.estimate(now, nowMs), before);
      }
    }),
    { seed, numRuns: 100 },
  );
});
