// k6: any scenario by its name, `k6 run -e SCENARIO=ramp /load-tests/scenario-by-name.ts`.

import { runScenario } from './run-scenario.ts';

const run = runScenario(__ENV.SCENARIO || 'steady');

export const options = run.options;
export const setup = run.setup;
export const teardown = run.teardown;
export const events = run.events;
export const handleSummary = run.handleSummary;
export default run.call;
