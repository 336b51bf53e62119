// What other programs use of the built-in load: its scenarios and its report.

export { announcePhases } from './announce-phases.ts';
export { blackoutRemark } from './blackout-remark.ts';
export { CallRecorder } from './call-recorder.ts';
export { GreeterClient } from './greeter-client.ts';
export { scheduleSettings } from './load-settings.ts';
export { plainScenario, readScenario } from './read-scenario.ts';
export type { ReplicaReport, Report, RunReport } from './report.ts';
export { reportOf, reportText } from './report.ts';
export { runLoad } from './run-load.ts';
