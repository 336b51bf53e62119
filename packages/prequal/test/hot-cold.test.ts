// The truth table of the hot-cold lexicographic rule.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Contender,
  compare,
  isHot,
  selectBest,
  selectWorst,
  type Threshold,
  thresholdOf,
} from '../src/hot-cold.ts';
import { createRng } from '../src/rng.ts';

const UNKNOWN = Number.POSITIVE_INFINITY;
const NO_LIMIT = Number.POSITIVE_INFINITY;

const entry = (rif: number, latencyMs: number, trial = false): Contender => ({ rif, latencyMs, trial });
const trial = entry(0, UNKNOWN, true);
const above = (rif: number) => ({ rif, hotFrom: rif + 1 });
const from = (rif: number) => ({ rif, hotFrom: rif });
const allHot = { rif: 0, hotFrom: Number.NEGATIVE_INFINITY };
const noneHot = { rif: NO_LIMIT, hotFrom: NO_LIMIT };

/** Every index that the rule can choose, by 200 seeds: one of k equals is missed with probability (1 - 1/k)^200. */
function chosen(
  select: typeof selectBest | typeof selectWorst,
  contenders: readonly Contender[],
  limit: Threshold,
): number[] {
  const indices = new Set<number>();
  for (let seed = 0; seed < 200; seed++) indices.add(select(contenders, limit, createRng(seed)));
  return [...indices].sort((a, b) => a - b);
}

interface Case {
  readonly name: string;
  readonly contenders: readonly Contender[];
  readonly limit: Threshold;
  readonly best: readonly number[];
  readonly worst: readonly number[];
}

const cases: readonly Case[] = [
  { name: 'nothing to choose from', contenders: [], limit: above(3), best: [-1], worst: [-1] },
  { name: 'one cold entry', contenders: [entry(1, 9)], limit: above(3), best: [0], worst: [0] },
  { name: 'one hot entry', contenders: [entry(9, 9)], limit: above(3), best: [0], worst: [0] },
  {
    name: 'all cold: least latency, whatever the RIF',
    contenders: [entry(0, 30), entry(3, 10), entry(1, 20)],
    limit: above(3),
    best: [1],
    worst: [0],
  },
  {
    name: 'all hot: least RIF, whatever the latency',
    contenders: [entry(6, 1), entry(4, 99), entry(5, 50)],
    limit: above(3),
    best: [1],
    worst: [0],
  },
  {
    name: 'a slow cold entry before a fast hot one',
    contenders: [entry(4, 1), entry(3, 1000)],
    limit: above(3),
    best: [1],
    worst: [0],
  },
  {
    name: 'worst is the hot one with the highest RIF, not the slowest',
    contenders: [entry(9, 1), entry(4, 500), entry(1, 900)],
    limit: above(3),
    best: [2],
    worst: [0],
  },
  {
    name: 'ties cold: a RIF at the threshold is cold',
    contenders: [entry(3, 10), entry(2, 20)],
    limit: above(3),
    best: [0],
    worst: [1],
  },
  {
    name: 'ties hot: a RIF at the threshold is hot',
    contenders: [entry(3, 10), entry(2, 20)],
    limit: from(3),
    best: [1],
    worst: [0],
  },
  {
    name: 'equal RIF among the hot goes to the lower latency',
    contenders: [entry(5, 20), entry(5, 10), entry(5, 30), entry(6, 1)],
    limit: above(3),
    best: [1],
    worst: [3],
  },
  {
    name: 'equal RIF among the hot: the higher latency is worse',
    contenders: [entry(5, 20), entry(5, 10), entry(5, 30)],
    limit: above(3),
    best: [1],
    worst: [2],
  },
  {
    name: 'equal latency among the cold is drawn, RIF does not matter',
    contenders: [entry(0, 10), entry(3, 10), entry(1, 10), entry(1, 11)],
    limit: above(3),
    best: [0, 1, 2],
    worst: [3],
  },
  {
    name: 'equal in both among the hot is drawn',
    contenders: [entry(5, 10), entry(5, 10), entry(6, 10), entry(6, 10)],
    limit: above(3),
    best: [0, 1],
    worst: [2, 3],
  },
  {
    name: 'all equal: any',
    contenders: [entry(2, 10), entry(2, 10), entry(2, 10)],
    limit: above(3),
    best: [0, 1, 2],
    worst: [0, 1, 2],
  },
  {
    name: 'Q_RIF 0: RIF only, latency breaks ties',
    contenders: [entry(0, 30), entry(0, 20), entry(1, 1)],
    limit: allHot,
    best: [1],
    worst: [2],
  },
  {
    name: 'Q_RIF 1: latency only',
    contenders: [entry(1000, 1), entry(0, 2)],
    limit: noneHot,
    best: [0],
    worst: [1],
  },
  {
    name: 'a trial before every cold one',
    contenders: [entry(0, 0), trial, entry(0, 5)],
    limit: above(3),
    best: [1],
    worst: [2],
  },
  {
    name: 'two trials: any',
    contenders: [trial, entry(0, 5), trial],
    limit: above(3),
    best: [0, 2],
    worst: [1],
  },
  {
    name: 'unknown latency is last among the cold',
    contenders: [entry(1, UNKNOWN), entry(3, 86_400_000)],
    limit: above(3),
    best: [1],
    worst: [0],
  },
  {
    name: 'unknown and cold is before hot',
    contenders: [entry(1, UNKNOWN), entry(4, 1)],
    limit: above(3),
    best: [0],
    worst: [1],
  },
  {
    name: 'two unknown among the cold: any',
    contenders: [entry(1, UNKNOWN), entry(2, UNKNOWN)],
    limit: above(3),
    best: [0, 1],
    worst: [0, 1],
  },
  {
    name: 'unknown and hot: by RIF, then after the known',
    contenders: [entry(5, UNKNOWN), entry(5, 900), entry(6, UNKNOWN)],
    limit: above(3),
    best: [1],
    worst: [2],
  },
  {
    name: 'all hot: a trial before another idle one, never before a lower RIF',
    contenders: [entry(0, 7), trial, entry(1, 1)],
    limit: allHot,
    best: [1],
    worst: [2],
  },
];

for (const { name, contenders, limit, best, worst } of cases) {
  test(name, () => {
    assert.deepEqual(chosen(selectBest, contenders, limit), best, 'best');
    assert.deepEqual(chosen(selectWorst, contenders, limit), worst, 'worst');
  });
}

test('skipped contenders are not chosen, nor do they displace others', () => {
  const contenders = [entry(0, 1), entry(0, 2), entry(0, 3)];
  const [first, second] = contenders;
  assert.equal(
    selectBest(contenders, above(3), createRng(1), one => one === first),
    1,
  );
  assert.equal(
    selectBest(contenders, above(3), createRng(1), one => one === first || one === second),
    2,
  );
  assert.equal(
    selectBest(contenders, above(3), createRng(1), () => true),
    -1,
  );
});

test('no draw is made where nothing is tied', () => {
  const refuse = () => assert.fail('drawn');
  const rng = { float: refuse, int: refuse, child: refuse };
  assert.equal(selectBest([entry(0, 3), entry(0, 2), entry(0, 1)], above(3), rng), 2);
  assert.equal(selectWorst([entry(0, 3), entry(0, 2), entry(0, 1)], above(3), rng), 0);
});

test('compare is 0 exactly where the rule cannot tell', () => {
  assert.equal(compare(entry(1, 5), entry(2, 5), above(3)), 0);
  assert.equal(compare(entry(5, 5), entry(5, 5), above(3)), 0);
  assert.ok(compare(entry(4, 5), entry(5, 5), above(3)) < 0);
  assert.ok(compare(entry(4, 5), entry(3, 5), above(3)) > 0);
});

const quantile = 4;
const hotAt = (qRif: number, hotTies: 'cold' | 'hot') => {
  const limit = thresholdOf(quantile, { qRif, hotTies });
  return [0, 3, 4, 5, 1e6].filter(rif => isHot(entry(rif, 1), limit));
};

test('what is hot, by Q_RIF and by the rule for ties', () => {
  assert.deepEqual(hotAt(0.84, 'cold'), [5, 1e6]);
  assert.deepEqual(hotAt(0.84, 'hot'), [4, 5, 1e6]);
  // 0.999 is a finite limit: with ties hot, a RIF at the maximum seen is hot (Prequal §5.3).
  assert.deepEqual(hotAt(0.999, 'cold'), [5, 1e6]);
  assert.deepEqual(hotAt(0.999, 'hot'), [4, 5, 1e6]);
  for (const ties of ['cold', 'hot'] as const) {
    assert.deepEqual(hotAt(0, ties), [0, 3, 4, 5, 1e6]);
    assert.deepEqual(hotAt(1, ties), []);
    assert.deepEqual(hotAt(Number.MIN_VALUE, ties), hotAt(0.5, ties));
  }
});

test('0.999 and 1 differ', () => {
  assert.equal(thresholdOf(quantile, { qRif: 0.999, hotTies: 'hot' }).rif, 4);
  assert.equal(thresholdOf(quantile, { qRif: 1, hotTies: 'hot' }).rif, NO_LIMIT);
});

test('without a history nothing is hot', () => {
  for (const qRif of [0, 0.84, 1]) {
    assert.equal(thresholdOf(Number.NaN, { qRif, hotTies: 'hot' }).rif, NO_LIMIT);
    assert.equal(isHot(entry(9, 1), thresholdOf(Number.NaN, { qRif, hotTies: 'hot' })), false);
  }
});
