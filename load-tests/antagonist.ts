// k6: scenarios/antagonist.json.

import { runScenario } from './run-scenario.ts';

const run = runScenario('antagonist');

export const options = run.options;
export const setup = run.setup;
export const teardown = run.teardown;
export const events = run.events;
export const handleSummary = run.handleSummary;
export default run.call;
