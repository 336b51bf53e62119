// A command that was interrupted goes on where it stopped: only what is missing is run.

import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { figureOf } from '../../src/figures/catalogue.ts';
import { costOf, queriesOf } from '../../src/figures/run-cost.ts';
import { identityOf, runFigures, wantedRuns } from '../../src/figures/run-figures.ts';
import { RunStore } from '../../src/figures/run-store.ts';
import type { Progressed } from '../../src/progress-text.ts';

const figures = [figureOf('newcomer')];
const size = { quick: true, seeds: 1 };
const wanted = wantedRuns(figures, size);
const kept = { rows: [{ x: 10, values: { fairShare: 7 } }], queries: 1, tookMs: 1 };

async function run(store: RunStore, signal = new AbortController().signal) {
  const told: Progressed[] = [];
  const answers = await runFigures({
    figures,
    size,
    store,
    threads: 1,
    signal,
    onProgress: each => told.push(each),
  });
  return { answers, told };
}

function storeWith(count: number): RunStore {
  const store = new RunStore(mkdtempSync(join(tmpdir(), 'figures-')), 'abc');
  for (const each of wanted.slice(0, count)) store.put(identityOf(each), kept);
  return store;
}

test('what is there is not run again', async () => {
  const { answers, told } = await run(storeWith(wanted.length));
  assert.equal(answers?.[0]?.answers.at('Prequal', 10, 'fairShare'), 7);
  assert.deepEqual([answers?.[0]?.runs, answers?.[0]?.queries], [wanted.length, wanted.length]);
  assert.deepEqual(told, [{ done: wanted.length, all: wanted.length, doneCost: 0, allCost: 0 }]);
});

test('what is missing is run, and kept', async () => {
  const store = storeWith(wanted.length - 1);
  const { answers, told } = await run(store);
  assert.equal(told.length, 2);
  assert.equal(told[1]?.doneCost, told[1]?.allCost);
  const [last] = wanted.slice(-1);
  assert.ok(last);
  const stored = store.get(identityOf(last));
  assert.ok(stored !== null && stored.queries > 1000);
  assert.ok((answers?.[0]?.answers.at(last.point.series, 15, 'fairShare') ?? 0) > 0.1);
});

test('a signal leaves no answer, and what was kept stays', async () => {
  const store = storeWith(2);
  const stop = new AbortController();
  stop.abort();
  assert.equal((await run(store, stop.signal)).answers, null);
  assert.notEqual(store.get(identityOf(wanted[0] as (typeof wanted)[number])), null);
});

test('runs of other seeds, levels and options are other runs', () => {
  const all = wantedRuns(figures, { quick: true, seeds: 3 }).map(each => JSON.stringify(identityOf(each)));
  assert.equal(new Set(all).size, 3 * wanted.length);
});

test('the cost of a run is that of its queries, by its policy', () => {
  const fleet = { replicas: 1, clients: 1, cores: 1, workMeanMs: 1, durationMs: 4000 };
  const load = [
    { atMs: 0, queriesPerSecond: 10 },
    { atMs: 1000, queriesPerSecond: 100 },
  ];
  assert.equal(queriesOf({ ...fleet, load, policy: {} }), 310);
  assert.equal(queriesOf({ ...fleet, load: 10, policy: {} }), 40);
  const cost = (policy: 'prequal' | 'random') => costOf({ ...fleet, load: 10, policy: { policy } });
  assert.ok(cost('prequal') > cost('random'));
});
