// Linear and C3 over the pool: their formulas by hand, what is unknown, and the worst as the exact reverse of the best.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { c3Score } from '../src/baselines/c3.ts';
import { linearScore } from '../src/baselines/linear.ts';
import { Member } from '../src/fleet.ts';
import { defaultOptions } from '../src/options.ts';
import { PoolEntry } from '../src/probe-pool.ts';
import { createRng } from '../src/rng.ts';
import { ScoreRanking } from '../src/score-ranking.ts';
import { picked, readyPolicy } from './ready-policy.ts';
import { seed } from './seed.ts';

function entryOf(member: Member, rif: number, latencyMs: number | null): PoolEntry {
  member.onReport({ rif, latencyMs }, 'probe', 0);
  const entry = new PoolEntry(member);
  entry.hold(member, 1, 0);
  return entry;
}

describe('linear', () => {
  const score = (linearLambda: number, rif: number, latencyMs: number | null, inFlight = 1) => {
    const member = new Member('a', 0);
    member.inFlight = inFlight;
    return linearScore({ ...defaultOptions, linearLambda, linearAlphaMs: 75 }).of(
      entryOf(member, rif, latencyMs),
    );
  };

  for (const [lambda, rif, latencyMs, expected] of [
    [0.5, 4, 100, 200],
    [0.769, 7, 85, 0.231 * 85 + 0.769 * 75 * 7],
    [0, 9, 42, 42],
    [1, 9, 42, 675],
  ] as const) {
    test(`lambda ${lambda}: RIF ${rif} and ${latencyMs} ms are ${expected}`, () => {
      assert.ok(Math.abs(score(lambda, rif, latencyMs) - expected) < 1e-9);
    });
  }

  test('an unknown latency comes last, a trial first, and neither matters where only RIF counts', () => {
    assert.equal(score(0.5, 1, null), Number.POSITIVE_INFINITY);
    assert.equal(score(0.5, 0, null, 0), Number.NEGATIVE_INFINITY);
    assert.equal(score(1, 2, null), 150);
    assert.equal(score(1, 0, null, 0), 0);
  });

  test('its settings hold at once', () => {
    const policy = readyPolicy({
      policy: 'linear',
      replicas: ['a', 'b'],
      linearLambda: 1,
      rProbe: 0,
      rRemove: 0,
    });
    policy.onProbeReply('a', { rif: 9, latencyMs: 1 }, 1);
    policy.onProbeReply('b', { rif: 1, latencyMs: 500 }, 1);
    assert.equal(picked(policy, 2).replica, 'b');
    policy.configure({ linearLambda: 0 }, 3);
    assert.equal(picked(policy, 4).replica, 'a');
  });
});

describe('c3', () => {
  const member = new Member('a', 0);
  const set = (fleetClients = 1) => c3Score({ ...defaultOptions, fleetClients });

  test('the score by hand: averages of which a new sample is nine tenths', () => {
    const score = set(100);
    score.onReport?.(member, { rif: 10, latencyMs: 20 });
    score.onReport?.(member, { rif: 2, latencyMs: 30 });
    score.onEnd?.(member, { status: 'OK', latencyMs: 50 });
    score.onEnd?.(member, { status: 'OK', latencyMs: 60 });
    member.inFlight = 3;
    // 1/mu = 0.9 x 30 + 0.1 x 20 = 29, mean RIF 0.9 x 2 + 0.1 x 10 = 2.8, R = 59; q = 1 + 3 x 100 + 2.8.
    const expected = 59 - 29 + 303.8 ** 3 * 29;
    assert.ok(Math.abs(score.of(entryOf(member, 2, 30)) / expected - 1) < 1e-12);
  });

  test('before the first answer R is the time at the server; a failure is no answer', () => {
    const score = set();
    member.inFlight = 0;
    score.onReport?.(member, { rif: 1, latencyMs: 10 });
    score.onEnd?.(member, { status: 'UNAVAILABLE', latencyMs: 1 });
    assert.equal(score.of(entryOf(member, 1, 10)), 2 ** 3 * 10);
  });

  test('nothing known: last, unless it is idle and worth a trial; forgotten when it leaves', () => {
    const score = set();
    assert.equal(score.of(entryOf(member, 1, null)), Number.POSITIVE_INFINITY);
    assert.equal(score.of(entryOf(member, 0, null)), Number.NEGATIVE_INFINITY);
    score.onReport?.(member, { rif: 1, latencyMs: 10 });
    assert.equal(score.of(entryOf(member, 1, null)), 80);
    score.onLeft?.(member);
    assert.equal(score.of(entryOf(member, 1, null)), Number.POSITIVE_INFINITY);
  });
});

test('best and worst are the ends of one order', () => {
  const scores = fc.array(fc.oneof(fc.nat(4), fc.constantFrom(Number.POSITIVE_INFINITY)), { minLength: 1 });
  fc.assert(
    fc.property(scores, fc.nat(), fc.nat(), (values, skipped, drawSeed) => {
      const entries = values.map((_, i) => entryOf(new Member(String(i), i), 0, 1));
      const ranking = new ScoreRanking(
        { of: entry => values[entries.indexOf(entry)] ?? 0 },
        createRng(drawSeed),
      );
      assert.equal(ranking.look(entries), null);
      assert.equal(values[ranking.best(entries)], Math.min(...values));
      assert.equal(values[ranking.worst(entries)], Math.max(...values));
      const out = entries[skipped % entries.length];
      const rest = values.filter((_, i) => entries[i] !== out);
      const second = ranking.best(entries, entry => entry === out);
      assert.equal(
        second < 0 ? undefined : values[second],
        rest.length === 0 ? undefined : Math.min(...rest),
      );
    }),
    { seed, numRuns: 300 },
  );
});
