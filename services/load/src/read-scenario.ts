// Which scenario does a run follow? A committed file by name, one's own by its path, or a plain load of one rate.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ScenarioError } from 'load-tests/json-reader.ts';
import { type LoadChange, withLoad } from 'load-tests/load-plan.ts';
import { parseScenario, type Scenario } from 'load-tests/scenario.ts';
import { EXIT, PlainError } from 'program';

const SCENARIOS = fileURLToPath(new URL('.', import.meta.resolve('load-tests/scenarios/steady.json')));
const DEFAULT_RATE = 40;

/** The names that `--scenario` takes, beside files of one's own. */
export function scenarioNames(): readonly string[] {
  return readdirSync(SCENARIOS).flatMap(file => (file.endsWith('.json') ? [file.slice(0, -5)] : []));
}

/**
 * Reads the scenario `name`, or the file of that name where it ends in `.json`, and changes it; a duration of 0 is for ever.
 * Throws PlainError, one line, when that cannot be.
 */
export function readScenario(name: string, change: LoadChange): Scenario {
  try {
    const isOwn = name.endsWith('.json');
    if (isOwn && !existsSync(name)) throw new ScenarioError('SCENARIO', name, 'files that are there');
    if (!isOwn && !scenarioNames().includes(name))
      throw new ScenarioError('SCENARIO', name, scenarioNames().join(', '));
    const text = readFileSync(isOwn ? name : `${SCENARIOS}${name}.json`, 'utf8');
    return withLoad(parseScenario(JSON.parse(text)), forEver(change));
  } catch (error) {
    if (error instanceof ScenarioError) throw new PlainError(error.message, EXIT.usage);
    if (error instanceof SyntaxError)
      throw new PlainError(`ERR_PREQUAL_SCENARIO: ${name} is not JSON: ${error.message}`, EXIT.usage);
    throw error;
  }
}

/** A load without events and checks, at one rate. */
export function plainScenario(change: LoadChange): Scenario {
  const { callsPerSecond = DEFAULT_RATE, durationMs = 0 } = forEver(change);
  return {
    name: 'load',
    description: 'One rate, no checks.',
    seed: 0,
    warmupMs: 0,
    durationMs: durationMs || Number.POSITIVE_INFINITY,
    load: [{ atMs: 0, callsPerSecond }],
    fleet: { replicas: 3, balancers: 1, cores: 4, workMeanMs: 50, work: 'clipped_normal' },
    events: [],
    checks: [],
  };
}

function forEver({ callsPerSecond, durationMs }: LoadChange): LoadChange {
  return { callsPerSecond, durationMs: durationMs === 0 ? Number.POSITIVE_INFINITY : durationMs };
}
