// What the programs of this folder share: runs spread over threads, values over seeds, and whose numbers they are.

export { commitId } from './commit.ts';
export { type Interval, intervalOf } from './interval.ts';
export { progressLine } from './time-left.ts';
export { runTasks, type TaskRun } from './workers/run-tasks.ts';
export { serveTasks } from './workers/serve-tasks.ts';
