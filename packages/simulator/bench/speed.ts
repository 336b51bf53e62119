// How many queries does one core simulate in a second? Prints one JSON array of rows; `npm run bench` shows them. With
// `quick` as argument the small fleet only.
//
// A second is one of CPU time, user and system, of this process with all its threads (the run has one, the garbage collector
// has helpers): what other programs on the machine take does not count, so that runs on shared machines compare.

import {
  capacityPerSecond,
  paperAntagonist,
  type SimulatedPolicy,
  type SimulationOptions,
  simulate,
} from 'simulator';

type PolicyName = NonNullable<SimulatedPolicy['policy']>;

/** One measured run. */
export interface SpeedRow {
  readonly name: string;
  readonly policy: PolicyName;
  /** Per second of CPU time. */
  readonly queriesPerSecond: number;
  /** CPU time. */
  readonly usPerQuery: number;
  /** What it should reach, queries per second; null = stated for comparison. */
  readonly goal: number | null;
}

/** The paper's fleet at 0.75 of its allocation. */
const machine = { cores: 6.47, spareCores: 20, workMeanMs: 80 };
const LOAD = 0.75;

/** Measures `queries` queries; as many before warm up. Making the fleet is not measured. */
function speed(policy: PolicyName, size: number, queries: number, goal: number | null): SpeedRow {
  const fleet = { ...machine, replicas: size };
  const load = LOAD * capacityPerSecond(fleet);
  const warmupMs = (1000 * queries) / load;
  const options: SimulationOptions = {
    ...fleet,
    seed: 1,
    clients: size,
    load,
    warmupMs,
    durationMs: 2 * warmupMs,
    antagonist: paperAntagonist,
    policy: { policy },
  };
  let start: NodeJS.CpuUsage | null = null;
  const result = simulate(options, ({ atMs }) => {
    if (start === null && atMs >= warmupMs) start = process.cpuUsage();
  });
  const { user, system } = process.cpuUsage(start ?? undefined);
  const usPerQuery = (user + system) / result.queries;
  const name = `simulator, ${policy === 'prequal' ? 'prequal, async' : policy} ${size} x ${size}`;
  return { name, policy, queriesPerSecond: 1e6 / usPerQuery, usPerQuery, goal };
}

const SMALL = 100_000;
const LARGE = 150_000;
/** A query may cost so much more in the large fleet than in the small one. */
const MOST_GROWTH = 1.25;
const isQuick = process.argv.includes('quick');

const small = [
  speed('prequal', 100, SMALL, 150_000),
  speed('least_loaded_po2c', 100, SMALL, null),
  speed('yarp_po2c', 100, SMALL, null),
  speed('p2c_peak_ewma', 100, SMALL, null),
];
const large = isQuick
  ? []
  : small.map(({ policy, queriesPerSecond }) => speed(policy, 1000, LARGE, queriesPerSecond / MOST_GROWTH));
const rows = [...small, speed('weighted_round_robin', 100, SMALL, 500_000), ...large];
process.stdout.write(`${JSON.stringify(rows)}\n`);
