// The rule's choice equals brute force for every pool and threshold, and does not depend on scale, order or also-rans.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Contender, compare, isHot, selectBest, selectWorst, thresholdOf } from '../src/hot-cold.ts';
import { RifHistory } from '../src/rif-history.ts';
import { createRng } from '../src/rng.ts';
import { naiveBest, naiveIsHot, naiveThreshold, naiveWorst } from './naive-rule.ts';
import { seed } from './seed.ts';

// Few values, so that ties are common.
const rif = fc.nat(5);
const latencyMs = fc.oneof(
  { weight: 5, arbitrary: fc.nat(5) },
  { weight: 1, arbitrary: fc.constant(Number.POSITIVE_INFINITY) },
);
const contender: fc.Arbitrary<Contender> = fc
  .record({ rif, latencyMs, idle: fc.boolean() })
  .map(({ idle, ...rest }) => ({
    ...rest,
    trial: idle && rest.rif === 0 && rest.latencyMs === Number.POSITIVE_INFINITY,
  }));
const pool = fc.array(contender, { minLength: 1, maxLength: 10 });
const history = fc.array(rif, { minLength: 1, maxLength: 20 });
const options = fc.record({
  qRif: fc.oneof(
    fc.constantFrom(0, 0.84, 0.999, 1),
    fc.integer({ min: 0, max: 100 }).map(n => n / 100),
  ),
  hotTies: fc.constantFrom('cold' as const, 'hot' as const),
});
const stream = fc.nat().map(createRng);

function limitOf(values: readonly number[], given: { qRif: number; hotTies: 'cold' | 'hot' }) {
  const rifs = new RifHistory(values.length);
  for (const value of values) rifs.add(value);
  return thresholdOf(rifs.quantile(given.qRif), given);
}

const check = <T extends [unknown, ...unknown[]]>(property: fc.IProperty<T>, numRuns = 300) =>
  fc.assert(property, { seed, numRuns });

test('best and worst are what brute force says', () => {
  check(
    fc.property(pool, history, options, stream, (entries, values, given, rng) => {
      const limit = limitOf(values, given);
      const hot = naiveIsHot(values, given);
      assert.equal(
        limit.rif === Number.POSITIVE_INFINITY ? null : limit.rif,
        naiveThreshold(values, given.qRif),
      );
      for (const one of entries) assert.equal(isHot(one, limit), hot(one.rif));
      const best = entries[selectBest(entries, limit, rng)];
      const worst = entries[selectWorst(entries, limit, rng)];
      assert.ok(best !== undefined && naiveBest(entries, hot).includes(best));
      assert.ok(worst !== undefined && naiveWorst(entries, hot).includes(worst));
    }),
    1000,
  );
});

test('with some left out the best of the others is chosen', () => {
  check(
    fc.property(
      pool,
      history,
      options,
      stream,
      fc.func(fc.boolean()),
      (entries, values, given, rng, isOut) => {
        const others = entries.filter(one => !isOut(entries.indexOf(one)));
        const chosen =
          entries[selectBest(entries, limitOf(values, given), rng, one => !others.includes(one))];
        if (others.length === 0) assert.equal(chosen, undefined);
        else assert.ok(chosen && naiveBest(others, naiveIsHot(values, given)).includes(chosen));
      },
    ),
  );
});

test('worst is best in the reverse order', () => {
  check(
    fc.property(pool, history, options, stream, (entries, values, given, rng) => {
      const limit = limitOf(values, given);
      const worst = entries[selectWorst(entries, limit, rng)] as Contender;
      for (const other of entries) assert.ok(compare(other, worst, limit) <= 0);
      const best = entries[selectBest(entries, limit, rng)] as Contender;
      for (const other of entries) assert.ok(compare(best, other, limit) <= 0);
    }),
  );
});

test('compare is a total preorder', () => {
  check(
    fc.property(contender, contender, contender, history, options, (a, b, c, values, given) => {
      const limit = limitOf(values, given);
      const sign = (x: Contender, y: Contender) => Math.sign(compare(x, y, limit));
      assert.equal(sign(a, a), 0);
      assert.ok(sign(a, b) + sign(b, a) === 0);
      if (sign(a, b) <= 0 && sign(b, c) <= 0) assert.ok(sign(a, c) <= 0);
    }),
    1000,
  );
});

test('the order of the pool does not matter beyond ties', () => {
  check(
    fc.property(
      pool.chain(entries =>
        fc.tuple(fc.constant(entries), fc.shuffledSubarray(entries, { minLength: entries.length })),
      ),
      history,
      options,
      stream,
      ([entries, shuffled], values, given, rng) => {
        const limit = limitOf(values, given);
        const one = entries[selectBest(entries, limit, rng)] as Contender;
        const other = shuffled[selectBest(shuffled, limit, rng)] as Contender;
        assert.equal(compare(one, other, limit), 0);
      },
    ),
  );
});

test('Q_RIF 0 picks the least RIF, 1 the least latency', () => {
  const known = fc.array(fc.record({ rif, latencyMs: fc.nat(5), trial: fc.constant(false) }), {
    minLength: 1,
    maxLength: 10,
  });
  check(
    fc.property(
      known,
      history,
      fc.constantFrom('cold' as const, 'hot' as const),
      stream,
      (entries, values, hotTies, rng) => {
        const byRif = entries[selectBest(entries, limitOf(values, { qRif: 0, hotTies }), rng)];
        assert.equal(byRif?.rif, Math.min(...entries.map(one => one.rif)));
        const byLatency = entries[selectBest(entries, limitOf(values, { qRif: 1, hotTies }), rng)];
        assert.equal(byLatency?.latencyMs, Math.min(...entries.map(one => one.latencyMs)));
      },
    ),
  );
});

test('multiplying all latencies changes nothing', () => {
  check(
    fc.property(
      pool,
      history,
      options,
      fc.nat(),
      fc.constantFrom(0.5, 3, 1000),
      (entries, values, given, draw, factor) => {
        const scaled = entries.map(one => ({ ...one, latencyMs: one.latencyMs * factor }));
        const limit = limitOf(values, given);
        for (const select of [selectBest, selectWorst]) {
          assert.equal(select(scaled, limit, createRng(draw)), select(entries, limit, createRng(draw)));
        }
      },
    ),
  );
});

test('adding one that is dominated changes nothing beyond ties', () => {
  check(
    fc.property(
      pool,
      history,
      options,
      stream,
      fc.nat(9),
      fc.nat(3),
      (entries, values, given, rng, at, more) => {
        const limit = limitOf(values, given);
        const hot = naiveIsHot(values, given);
        const best = entries[selectBest(entries, limit, rng)] as Contender;
        const dominated = { rif: best.rif + more, latencyMs: best.latencyMs + 1, trial: false };
        fc.pre(compare(best, dominated, limit) < 0);
        const longer = entries.toSpliced(at % (entries.length + 1), 0, dominated);
        const chosen = longer[selectBest(longer, limit, rng)] as Contender;
        assert.ok(naiveBest(entries, hot).includes(chosen));
      },
    ),
  );
});

test('improving the chosen one never unchooses it', () => {
  check(
    fc.property(
      pool,
      history,
      options,
      stream,
      fc.nat(5),
      fc.nat(5),
      (entries, values, given, rng, fewer, faster) => {
        const limit = limitOf(values, given);
        const index = selectBest(entries, limit, rng);
        const chosen = entries[index] as Contender;
        const better = {
          ...chosen,
          rif: Math.max(0, chosen.rif - fewer),
          latencyMs: Math.max(0, chosen.latencyMs - faster),
        };
        fc.pre(compare(better, chosen, limit) < 0);
        const improved = entries.with(index, better);
        for (const [i, other] of improved.entries()) {
          if (i !== index) assert.ok(compare(better, other, limit) <= 0);
        }
      },
    ),
  );
});
