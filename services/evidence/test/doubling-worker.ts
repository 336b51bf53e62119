// A worker for tests: doubles numbers from 0 upwards; Infinity takes it for ever.

import { serveTasks } from '../src/workers/serve-tasks.ts';

serveTasks((task: number) => {
  if (task < 0) throw new RangeError(`${task} is below zero`);
  while (task === Number.POSITIVE_INFINITY);
  return 2 * task;
});
