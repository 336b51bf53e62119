// What the programs of this folder share: runs spread over threads, and how long they take.

export { progressLine } from './time-left.ts';
export { runTasks, type TaskRun } from './workers/run-tasks.ts';
export { serveTasks } from './workers/serve-tasks.ts';
