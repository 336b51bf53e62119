// The thread that runs simulations for `npm run figures`.

import { serveTasks } from '../workers/serve-tasks.ts';
import { runFigureTask } from './run-point.ts';

serveTasks(runFigureTask);
