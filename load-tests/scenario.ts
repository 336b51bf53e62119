// What is a scenario? The type of scenarios/NAME.json, and how a file that breaks the format is refused.
//
// One time axis: milliseconds from the first scheduled call, warm-up included. Read by k6 and by Node: it imports neither.

import { flag, integer, list, number, type Read, record, ScenarioError, text, word } from './json-reader.ts';

/** From `atMs` on, calls are sent at this rate, until the next step or the end. */
export interface LoadStep {
  readonly atMs: number;
  readonly callsPerSecond: number;
}

/** The fleet that the checks were written for. */
export interface Fleet {
  readonly replicas: number;
  readonly balancers: number;
  /** Cores of one replica. */
  readonly cores: number;
  readonly workMeanMs: number;
  /** Distribution of the work of one call; clipped_normal is max(0, N(mean, mean)). */
  readonly work: 'clipped_normal';
}

/** What happens to a replica (counted from 1) at `atMs`; it ends by itself after `forMs`. */
export interface ScenarioEvent extends Effect {
  readonly atMs: number;
  readonly forMs: number;
  readonly replica: number;
}

/** What the control port of a backend is told. */
export interface Effect {
  readonly slowFactor?: number;
  readonly errorFraction?: number;
  readonly errorStatus?: string;
  readonly frozen?: boolean;
  readonly capacityCores?: number;
  readonly stopped?: boolean;
}

/** What a check measures over the calls scheduled in [fromMs, toMs). */
export type CheckValue = 'share' | 'p50Ms' | 'p99Ms' | 'errorFraction' | 'dropped';

/** A claim about one measured value: exactly one of `min` and `max`, both inclusive. */
export interface Check {
  readonly value: CheckValue;
  readonly replica?: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly min?: number;
  readonly max?: number;
}

export interface Scenario {
  readonly name: string;
  readonly description: string;
  readonly seed: number;
  /** Calls of the first `warmupMs` are sent, and left out of totals; checks name their own windows. */
  readonly warmupMs: number;
  /** Length of the whole run. */
  readonly durationMs: number;
  readonly load: readonly LoadStep[];
  readonly fleet: Fleet;
  readonly events: readonly ScenarioEvent[];
  readonly checks: readonly Check[];
}

const DAY_MS = 86_400_000;
const MAX_REPLICAS = 10_000;
const STATUSES = [
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;

const readTimeMs = integer(0, DAY_MS);
const readSpanMs = integer(1, DAY_MS);
const readReplica = integer(1, MAX_REPLICAS);

const readEffect = {
  slowFactor: number(1, 1000),
  errorFraction: number(0, 1),
  errorStatus: word(STATUSES),
  frozen: flag,
  capacityCores: number(0.01, 1024),
  stopped: flag,
};

const readScenario: Read<Scenario> = record({
  name: text,
  description: text,
  seed: integer(0, 2 ** 32 - 1),
  warmupMs: readTimeMs,
  durationMs: readSpanMs,
  load: list(record({ atMs: readTimeMs, callsPerSecond: number(0, 100_000) }), 1),
  fleet: record({
    replicas: readReplica,
    balancers: integer(1, 1000),
    cores: number(0.01, 1024),
    workMeanMs: number(0.01, 60_000),
    work: word(['clipped_normal']),
  }),
  events: list(record({ atMs: readTimeMs, forMs: readSpanMs, replica: readReplica }, readEffect)),
  checks: list(
    record(
      {
        value: word(['share', 'p50Ms', 'p99Ms', 'errorFraction', 'dropped']),
        fromMs: readTimeMs,
        toMs: readSpanMs,
      },
      { replica: readReplica, min: number(0, DAY_MS), max: number(0, DAY_MS) },
    ),
  ),
});

/** Reads a scenario file's value. Throws ScenarioError, one line with field, value and legal range. */
export function parseScenario(value: unknown): Scenario {
  const scenario = readScenario(value, '');
  if (scenario.warmupMs >= scenario.durationMs)
    throw new ScenarioError(
      'warmupMs',
      scenario.warmupMs,
      `0 to less than durationMs (${scenario.durationMs})`,
    );
  checkLoad(scenario);
  scenario.events.forEach((event, at) => {
    checkEvent(event, `events[${at}]`, scenario);
  });
  scenario.checks.forEach((check, at) => {
    checkCheck(check, `checks[${at}]`, scenario);
    if (scenario.checks.slice(0, at).some(before => sameClaim(before, check)))
      throw new ScenarioError(`checks[${at}]`, check, 'checks that no earlier one repeats');
  });
  return scenario;
}

function checkLoad({ load, durationMs }: Scenario): void {
  load.forEach(({ atMs }, at) => {
    const before = load[at - 1];
    if (before === undefined && atMs !== 0) throw new ScenarioError('load[0].atMs', atMs, '0 to 0');
    if (before !== undefined && !(atMs > before.atMs && atMs < durationMs))
      throw new ScenarioError(`load[${at}].atMs`, atMs, `more than ${before.atMs}, less than ${durationMs}`);
  });
  if (load.every(step => step.callsPerSecond === 0))
    throw new ScenarioError('load[0].callsPerSecond', 0, 'rates of which one is above 0');
}

function checkEvent(event: ScenarioEvent, field: string, { durationMs, fleet }: Scenario): void {
  const effects = Object.keys(readEffect);
  if (!Object.keys(event).some(key => effects.includes(key)))
    throw new ScenarioError(field, event, `events with one of ${effects.join(', ')}`);
  if (event.atMs >= durationMs)
    throw new ScenarioError(`${field}.atMs`, event.atMs, `0 to less than durationMs (${durationMs})`);
  if (event.replica > fleet.replicas)
    throw new ScenarioError(`${field}.replica`, event.replica, `1 to fleet.replicas (${fleet.replicas})`);
}

function checkCheck(check: Check, field: string, { durationMs, fleet }: Scenario): void {
  const { value, replica, fromMs, toMs, min, max } = check;
  if (fromMs >= toMs || toMs > durationMs)
    throw new ScenarioError(
      `${field}.toMs`,
      toMs,
      `more than fromMs (${fromMs}), up to durationMs (${durationMs})`,
    );
  const limit = min ?? max;
  if (limit === undefined || (min !== undefined && max !== undefined))
    throw new ScenarioError(field, check, 'checks with exactly one of min, max');
  if ((value === 'share' || value === 'errorFraction') && limit > 1)
    throw new ScenarioError(`${field}.${min === undefined ? 'max' : 'min'}`, limit, '0 to 1');
  if (replica !== undefined && replica > fleet.replicas)
    throw new ScenarioError(`${field}.replica`, replica, `1 to fleet.replicas (${fleet.replicas})`);
  if (value === 'share' && replica === undefined)
    throw new ScenarioError(`${field}.replica`, replica, `1 to fleet.replicas (${fleet.replicas})`);
  if ((value === 'errorFraction' || value === 'dropped') && replica !== undefined)
    throw new ScenarioError(`${field}.replica`, replica, `${value}, which is of all replicas`);
}

/** Whether two checks differ in nothing but the limit, so that one of them says nothing. */
function sameClaim(one: Check, other: Check): boolean {
  const side = (check: Check) => (check.max === undefined ? 'min' : 'max');
  const keys = ['value', 'replica', 'fromMs', 'toMs'] as const;
  return keys.every(key => one[key] === other[key]) && side(one) === side(other);
}
