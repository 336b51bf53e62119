// What all programs of this repository share: settings, help, log, progress, small HTTP servers, signals, telemetry.

export type { Answer } from './answer.ts';
export type { Handler, JsonServerOptions, Route } from './json-server.ts';
export { RequestError, startJsonServer } from './json-server.ts';
export { bindError, listen } from './listen.ts';
export type { Log, LogLevel } from './log.ts';
export { createLog, LOG_LEVELS } from './log.ts';
export type { Program } from './program.ts';
export { EXIT, PlainError, runProgram } from './program.ts';
export { Progress, type Screen } from './progress.ts';
export type { StatusName } from './rpc.ts';
export { isServerError, rpcAttributes, STATUS_NAMES, statusCode, statusName } from './rpc.ts';
export { commitId, type RunFacts, readFacts } from './run-facts.ts';
export type { Setting, Settings, Values } from './setting.ts';
export {
  choice,
  duration,
  integer,
  knobSetting,
  list,
  number,
  onOff,
  seed,
  text,
  toggle,
  url,
  urlList,
} from './setting.ts';
export { flagOf, loadDotEnv, readSettings, variableOf } from './settings.ts';
export { untilSignal } from './signals.ts';
export type { Telemetry, TelemetryService } from './telemetry.ts';
export { startTelemetry } from './telemetry.ts';
export { timeText } from './time-text.ts';
export { extractContext, injectContext, traceIdOf } from './trace-context.ts';
