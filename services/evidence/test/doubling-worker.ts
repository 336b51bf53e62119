// A worker for tests: doubles numbers from 0 upwards.

import { serveTasks } from 'evidence';

serveTasks((task: number) => {
  if (task < 0) throw new RangeError(`${task} is below zero`);
  return 2 * task;
});
