// The thread that runs scenarios for `npm run sim`.

import { serveTasks } from '../workers/serve-tasks.ts';
import { runScenario } from './scenario-run.ts';

serveTasks(runScenario);
