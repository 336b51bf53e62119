// Every figure can be run and judged: legal options, names that are unique, paper's values where there are places for them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capacityPerSecond, simulate } from 'simulator';
import { Answers } from '../../src/figures/answers.ts';
import { ALL_FIGURES, figureOf } from '../../src/figures/catalogue.ts';
import { readDeviations } from '../../src/figures/deviations.ts';
import { FULL_SEEDS, type Size } from '../../src/figures/size.ts';

const FULL: Size = { quick: false, seeds: FULL_SEEDS };
const QUICK: Size = { quick: true, seeds: 1 };
const DEVIATIONS = new URL('../../../../docs/deviations.json', import.meta.url);
const checks = ALL_FIGURES.flatMap(figure => figure.checks(new Answers([])));

test('figures have names of their own', () => {
  const ids = ALL_FIGURES.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const figure of ALL_FIGURES) assert.equal(figureOf(figure.id), figure);
  assert.throws(() => figureOf('11'), RangeError);
});

test('every point has options that the simulator takes', () => {
  for (const { id, points } of ALL_FIGURES) {
    for (const { series, x, options } of points(FULL)) {
      const load = typeof options.load === 'number' ? options.load : options.load.slice(0, 1);
      const short = { ...options, seed: 1, load, warmupMs: 0, durationMs: 1 };
      assert.doesNotThrow(() => simulate(short), `${id}, ${series}, ${x}`);
    }
  }
});

test('a quick run has some of the points of a full one, and takes less time', () => {
  for (const { id, points } of ALL_FIGURES) {
    const full = new Map(points(FULL).map(point => [`${point.series} ${point.x}`, point]));
    assert.equal(full.size, points(FULL).length, `${id}: a point twice`);
    for (const { series, x, options } of points(QUICK)) {
      const same = full.get(`${series} ${x}`);
      assert.ok(same, `${id}, ${series}, ${x}`);
      assert.ok(options.durationMs <= same.options.durationMs, `${id}, ${series}, ${x}`);
      assert.deepEqual(options.load, same.options.load);
    }
  }
});

test('a query counts only once the weights of weighted round robin do, and what was queued before has been served', () => {
  for (const { id, axis, points } of ALL_FIGURES) {
    const weighed = [...points(FULL), ...points(QUICK)].filter(
      ({ options }) => axis !== 'seconds' && options.policy.policy === 'weighted_round_robin',
    );
    for (const { options, x } of weighed) {
      const { load, warmupMs } = options;
      const fromEmpty = warmupMs === 0 && typeof load === 'number' && load > capacityPerSecond(options);
      assert.ok(fromEmpty || (warmupMs === 20_000 && typeof load === 'object'), `${id}, ${x}`);
    }
  }
});

test("the paper's values have a series and a place", () => {
  for (const { id, paper, points, plotted } of ALL_FIGURES) {
    if (paper === undefined) continue;
    const all = points(FULL);
    for (const x of paper.x)
      assert.ok(
        all.some(point => point.x === x),
        `${id}: ${x}`,
      );
    for (const [series, measures] of Object.entries(paper.series)) {
      assert.ok(
        all.some(point => point.series === series),
        `${id}: ${series}`,
      );
      for (const [measure, values] of Object.entries(measures)) {
        assert.ok((plotted as readonly string[]).includes(measure), `${id}: ${measure}`);
        assert.equal(values?.length, paper.x.length, `${id}: ${series}, ${measure}`);
      }
    }
  }
});

test('checks have names of their own, and fail where nothing was measured', () => {
  const names = checks.map(({ name }) => name);
  assert.deepEqual(
    names.filter((name, at) => names.indexOf(name) !== at),
    [],
  );
  for (const { name, ok, value } of checks) {
    assert.match(name, /^[a-z0-9]\w*_(min|max)$/);
    assert.deepEqual([name, value, ok], [name, null, false]);
  }
});

test('every listed deviation is of a check that exists, with a value and a reason', () => {
  const listed = readDeviations(DEVIATIONS);
  assert.equal(new Set(listed.map(({ check }) => check)).size, listed.length);
  for (const { check, measured, reason } of listed) {
    assert.ok(
      checks.some(({ name }) => name === check),
      check,
    );
    assert.ok(Number.isFinite(measured) && reason.length > 20, check);
  }
});
