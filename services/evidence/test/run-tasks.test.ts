// Tasks over worker threads: outcomes in the order of the tasks, the first error ends all, a signal keeps what is done.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runTasks } from 'evidence';

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

test('a signal ends the rest', async () => {
  const stop = new AbortController();
  const tasks = Array.from({ length: 1000 }, (_, i) => i);
  const outcomes = await runTasks<number, number>({
    worker,
    tasks,
    threads: 1,
    signal: stop.signal,
    onDone: (_, task) => task === 3 && stop.abort(),
  });
  assert.deepEqual(outcomes.slice(0, 4), [0, 2, 4, 6]);
  assert.ok(outcomes.length < 1000);
});

test('no tasks take no time', async () => {
  assert.deepEqual(await runTasks({ worker, tasks: [], threads: 4 }), []);
});
