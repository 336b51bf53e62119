// How does k6 run a scenario file? Options, the calls, the events and the thresholds, all made from the file.

import { sleep } from 'k6';
import exec from 'k6/execution';
import http from 'k6/http';
import { Rate, Trend } from 'k6/metrics';
import type { Options, Scenario as Schedule, Threshold } from 'k6/options';
import { announcePhases } from './announce.ts';
import { type Brought, bringCapacity, endCapacity } from './bring-capacity.ts';
import { checkFleet } from './capacity.ts';
import { aggregateOf, checkName, sampleOf } from './check.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { sayHello } from './greeter.ts';
import { CALL_TIMEOUT_MS, stretchesOf, withLoad } from './load-plan.ts';
import { controlOf, replicaNumber, replicasPerBackend } from './reply.ts';
import { type Check, parseScenario, type Scenario, type ScenarioEvent } from './scenario.ts';
import { type Summarize, summarizer } from './summary.ts';

/** What a script exports to k6. */
export interface Run {
  readonly options: Options;
  readonly setup: () => Brought;
  readonly teardown: (brought: Brought) => void;
  readonly call: () => void;
  readonly events: () => void;
  readonly handleSummary: Summarize;
}

/** k6 has no endless run: this is as good as one. */
const FOR_EVER = '87600h';
/** Rates are whole numbers in k6: they are given for so many seconds, so that 0.5 calls/s can be said. */
const RATE_UNIT_S = 1000;
const EVENTS_APPLIED = 'events_applied';
/** The schedule of the virtual user that announces phases; another applies events. */
const PHASES = 'phases';
/** With RECORD_CALLS=on: the milliseconds of each call, tagged with its status and the replica that served. */
const CALL = 'lab_call';

/** Prepares scenarios/NAME.json as RATE and DURATION change it. Called by every virtual user in its init code. */
export function runScenario(name: string): Run {
  const environment = readEnvironment(__ENV);
  const { callsPerSecond, durationMs } = environment;
  const forEver = durationMs === 0;
  const file = parseScenario(JSON.parse(open(`./scenarios/${name}.json`)));
  const scenario = withLoad(file, { callsPerSecond, durationMs: forEver ? file.durationMs : durationMs });
  if (!forEver) checkFleet(scenario, environment.targets, environment.controlUrls);
  const checks = forEver ? [] : scenario.checks;
  const applied = new Rate(EVENTS_APPLIED);
  return {
    options: optionsOf(scenario, checks, forEver, environment.source),
    setup: () => (forEver ? {} : bringCapacity(scenario, environment.controlUrls)),
    teardown: endCapacity,
    call: caller(environment, checks),
    events: () => {
      if (exec.scenario.name === PHASES) {
        const durationMs = forEver ? Number.POSITIVE_INFINITY : scenario.durationMs;
        announcePhases({ ...scenario, durationMs }, environment.balancerAdmins);
        return;
      }
      for (const event of scenario.events) applied.add(apply(event, environment.controlUrls));
    },
    handleSummary: summarizer(checks, environment, forEver),
  };
}

function optionsOf(scenario: Scenario, checks: readonly Check[], forEver: boolean, source: string): Options {
  const thresholds: Record<string, Threshold[]> = {};
  for (const check of checks) thresholds[metricOf(check)] = [thresholdOf(check)];
  if (!forEver) thresholds.dropped_iterations ??= ['count<=0'];
  if (scenario.events.length > 0) thresholds[EVENTS_APPLIED] = ['rate>=1'];
  const aside: Schedule = {
    executor: 'per-vu-iterations',
    vus: 1,
    iterations: 1,
    exec: 'events',
    maxDuration: forEver ? FOR_EVER : `${scenario.durationMs}ms`,
    gracefulStop: '0s',
  };
  const schedules: Record<string, Schedule> = {
    [scenario.name]: scheduleOf(scenario, forEver),
    [PHASES]: aside,
  };
  if (scenario.events.length > 0) schedules.events = aside;
  return {
    scenarios: schedules,
    thresholds,
    systemTags: ['status', 'scenario'],
    tags: { source },
    summaryTrendStats: ['avg', 'min', 'med', 'p(90)', 'p(99)', 'p(99.9)', 'max', 'count'],
  };
}

/**
 * Open loop: calls start on schedule, whether or not earlier ones have been answered. There is a virtual user from the start
 * for each call that may be in flight, so that only a k6 that cannot keep up drops one.
 */
function scheduleOf({ load, durationMs }: Scenario, forEver: boolean): Schedule {
  const perUnit = (callsPerSecond: number) => Math.round(callsPerSecond * RATE_UNIT_S);
  const highest = Math.max(...load.map(step => step.callsPerSecond));
  const most = Math.ceil((highest * CALL_TIMEOUT_MS) / 1000) + 10;
  const common = {
    timeUnit: `${RATE_UNIT_S}s`,
    preAllocatedVUs: forEver ? Math.min(20, most) : most,
    maxVUs: forEver ? Math.min(100, most) : most,
    gracefulStop: `${CALL_TIMEOUT_MS + 1000}ms`,
  };
  const [first] = load;
  if (first === undefined || load.length === 1) {
    const duration = forEver ? FOR_EVER : `${durationMs}ms`;
    return { executor: 'constant-arrival-rate', rate: perUnit(highest), duration, ...common };
  }
  const stages = stretchesOf(load, durationMs).flatMap(({ fromMs, toMs, callsPerSecond }) => [
    { target: perUnit(callsPerSecond), duration: '0s' },
    { target: perUnit(callsPerSecond), duration: `${toMs - fromMs}ms` },
  ]);
  return { executor: 'ramping-arrival-rate', startRate: perUnit(first.callsPerSecond), stages, ...common };
}

/** One metric a check, because handleSummary sees metrics only and none of the virtual users' variables. */
function metricOf(check: Check): string {
  return aggregateOf(check.value).kind === 'count' ? 'dropped_iterations' : checkName(check);
}

function thresholdOf({ value, min, max }: Check): string {
  const aggregate = aggregateOf(value);
  const side = max === undefined ? `>=${min}` : `<=${max}`;
  switch (aggregate.kind) {
    case 'mean':
      return `rate${side}`;
    case 'quantile':
      return `p(${aggregate.quantile * 100})${side}`;
    case 'count':
      return `count${side}`;
  }
}

function caller(environment: Environment, checks: readonly Check[]): () => void {
  const metrics = checks.flatMap(check => {
    const aggregate = aggregateOf(check.value);
    if (aggregate.kind === 'count') return [];
    const name = checkName(check);
    return [{ check, metric: aggregate.kind === 'mean' ? new Rate(name) : new Trend(name, true) }];
  });
  const perBackend = replicasPerBackend(environment.controlUrls);
  const each = environment.recordCalls ? new Trend(CALL, true) : null;
  return () => {
    const startMs = Date.now();
    const atMs = startMs - exec.scenario.startTime;
    const { ok, status, replica: name } = sayHello(environment.targets, environment.traceparentShare);
    const latencyMs = Date.now() - startMs;
    // As text k6 gives the name of a status in Go's spelling.
    each?.add(latencyMs, { code: String(Number(status)), replica: name ?? '' });
    const call = { ok, atMs, latencyMs, replica: name === null ? null : replicaNumber(name, perBackend) };
    for (const { check, metric } of metrics) {
      const sample = sampleOf(check, call);
      if (sample !== null) metric.add(sample);
    }
  };
}

/** Waits for the event's time and tells the backend. It ends by itself: an interrupted run leaves nothing behind. */
function apply({ atMs, replica, ...effect }: ScenarioEvent, controlUrls: readonly string[]): boolean {
  sleep(Math.max(0, (exec.scenario.startTime + atMs - Date.now()) / 1000));
  const control = controlOf(replica, controlUrls);
  if (control === null) {
    console.error(`CONTROL_URLS names no control port for replica ${replica}`);
    return false;
  }
  const answer = http.post(`${control.url}/control`, JSON.stringify({ ...control.only, ...effect }), {
    headers: { 'content-type': 'application/json' },
    timeout: '2s',
  });
  const done = answer.status === 200;
  const what = `replica ${replica}: ${JSON.stringify(effect)}`;
  if (done) console.info(what);
  else console.error(`${what} was refused by ${control.url}: ${answer.status} ${answer.body}`);
  return done;
}
