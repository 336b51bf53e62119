// What other programs use of the built-in load: its scenarios and its report.

export { scheduleSettings } from './load-settings.ts';
export { plainScenario, readScenario } from './read-scenario.ts';
export type { ReplicaReport, Report, RunReport } from './report.ts';
export { reportOf, reportText } from './report.ts';
