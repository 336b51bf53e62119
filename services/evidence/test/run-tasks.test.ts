// Tasks over worker threads: outcomes in the order of the tasks, the first error and a signal end all.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runTasks } from '../src/workers/run-tasks.ts';

const worker = new URL('./doubling-worker.ts', import.meta.url);

test('outcomes stand in the order of the tasks, and each is told once', async () => {
  const tasks = Array.from({ length: 20 }, (_, i) => i);
  const told: number[] = [];
  const outcomes = await runTasks<number, number>({
    worker,
    tasks,
    threads: 3,
    onDone: (outcome, task) => told.push(outcome - task),
  });
  assert.deepEqual(
    outcomes,
    tasks.map(task => 2 * task),
  );
  assert.deepEqual(
    told.sort((a, b) => a - b),
    tasks,
  );
});

test('what a task throws is thrown here', async () => {
  await assert.rejects(runTasks({ worker, tasks: [1, -1, 2], threads: 1 }), /below zero/);
});

test('a signal ends the rest, and there are no outcomes', async () => {
  const stop = new AbortController();
  const told: number[] = [];
  const outcomes = await runTasks<number, number>({
    worker,
    tasks: Array.from({ length: 1000 }, (_, i) => i),
    threads: 1,
    signal: stop.signal,
    onDone: (outcome, task) => {
      told.push(outcome);
      if (task === 3) stop.abort();
    },
  });
  assert.equal(outcomes, null);
  assert.deepEqual(told, [0, 2, 4, 6]);
});

test('a signal while an earlier task runs: there are no outcomes though the last one ended', async () => {
  const stop = new AbortController();
  const outcomes = await runTasks<number, number>({
    worker,
    tasks: [Number.POSITIVE_INFINITY, 1],
    threads: 2,
    signal: stop.signal,
    onDone: () => stop.abort(),
  });
  assert.equal(outcomes, null);
});

test('a signal with the last outcome takes nothing away', async () => {
  const stop = new AbortController();
  const outcomes = await runTasks<number, number>({
    worker,
    tasks: [1, 2],
    threads: 1,
    signal: stop.signal,
    onDone: (_, task) => task === 2 && stop.abort(),
  });
  assert.deepEqual(outcomes, [2, 4]);
});

test('no tasks take no time', async () => {
  assert.deepEqual(await runTasks({ worker, tasks: [], threads: 4 }), []);
});
