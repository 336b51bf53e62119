// The worker's side of run-tasks.ts: does one task after the other and answers with what came of it.

import { parentPort } from 'node:worker_threads';

/** Call once in a worker's file. Task and outcome are plain data; what `perform` throws ends the worker. */
export function serveTasks<Task, Outcome>(perform: (task: Task) => Outcome): void {
  parentPort?.on('message', (task: Task) => parentPort?.postMessage(perform(task)));
}
