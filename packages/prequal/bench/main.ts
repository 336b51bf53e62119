// What does a decision cost? `npm run bench`: pick plus bookkeeping on a full pool, estimator record and read, each beside a
// null control that does nothing, so that the cost of measuring shows; then how many queries the simulator plays in a second
// of CPU time.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createEstimator, createPolicy, createRng, type EstimatorName, policyKnobs } from 'prequal';
import { EXIT, integer, runProgram, seed, toggle } from 'program';
import type { SpeedRow } from '../../simulator/bench/speed.ts';
import { nullPolicy } from './null-policy.ts';
import { type Measurement, measure } from './stopwatch.ts';

const REPLICAS = Array.from({ length: 100 }, (_, i) => `replica-${i}:50051`);
const PICK_LIMIT_US = 1;
const QUICK_ROUNDS = 30_000;

/** Pick, and the end of a query picked before: what every query costs. Replies that refill the pool are not timed. */
function benchPick(
  policy: ReturnType<typeof createPolicy>,
  name: string,
  rounds: number,
  seedValue: number,
): Measurement {
  const rng = createRng(seedValue).child('bench');
  const open: number[] = [];
  let nowMs = 0;
  policy.setReplicas(REPLICAS, nowMs);
  for (const id of REPLICAS) policy.setEligible(id, true, nowMs);
  for (let i = 0; i < 16; i++) policy.onProbeReply(`replica-${i}:50051`, { rif: i, latencyMs: 10 }, nowMs);
  let probed: readonly string[] = [];
  const prepare = () => {
    nowMs += 1;
    for (const id of probed)
      policy.onProbeReply(id, { rif: rng.int(12), latencyMs: 5 + 20 * rng.float() }, nowMs);
  };
  const run = () => {
    const pick = policy.pick(nowMs);
    if (pick.kind !== 'picked') return;
    probed = pick.probe;
    open.push(pick.pickId);
    if (open.length > 32) policy.onQueryEnd(open.shift() ?? 0, { status: 'OK', latencyMs: 12 }, nowMs);
  };
  return measure(name, rounds, prepare, run);
}

function benchEstimator(name: EstimatorName, rounds: number): Measurement[] {
  const estimator = createEstimator(name);
  let nowMs = 0;
  let rif = 0;
  const prepare = () => {
    nowMs += 2;
    rif = (rif + 3) % 11;
  };
  const record = measure(`estimator ${name} record`, rounds, prepare, () =>
    estimator.record(20 + rif, rif + 1, true, nowMs),
  );
  const read = measure(`estimator ${name} read`, rounds, prepare, () => void estimator.estimate(rif, nowMs));
  return [record, read];
}

await runProgram(
  {
    name: 'bench',
    version: '0.1.0',
    summary:
      'cost of a decision and of an estimate, beside a null control; queries that the simulator plays in a second',
    settings: {
      rounds: integer(300_000, 1000, 100_000_000, 'timed rounds of each measurement'),
      quick: toggle('a tenth of the rounds, and no large fleet in the simulator; marked so'),
      probing: toggle("instead: the balancer's CPU time a call with probing on and off, over loopback"),
      json: toggle('print one JSON object instead of the table'),
      seed: seed('seed of what is measured, default 1; the simulator always has 1'),
    },
    examples: [
      'npm run bench',
      'npm run bench -- --quick',
      'npm run -s bench -- --json --rounds 1000000',
      'npm run bench -- --probing',
    ],
  },
  async ({ rounds: asked, quick, json, probing, seed: given }) => {
    if (probing) return benchProbing(json);
    const rounds = quick ? QUICK_ROUNDS : asked;
    const seedValue = given ?? 1;
    const control = benchPick(nullPolicy(), 'null policy (control)', rounds, seedValue);
    const pick = benchPick(
      createPolicy({}, createRng(seedValue)),
      'prequal pick + end, 16 entries',
      rounds,
      seedValue,
    );
    const [, ...others] = policyKnobs.policy.choices;
    const baselines = others.map(policy =>
      benchPick(createPolicy({ policy }, createRng(seedValue)), `${policy} pick + end`, rounds, seedValue),
    );
    const rows = [
      control,
      pick,
      ...baselines,
      ...benchEstimator('scaled', rounds),
      ...benchEstimator('median', rounds / 10),
    ];
    const netUs = pick.bestUs - control.bestUs;
    const check = { name: 'pick_us', value: netUs, limit: PICK_LIMIT_US, ok: netUs <= PICK_LIMIT_US };
    const simulator = benchSimulator(quick);
    const report = { schema: 1, ok: check.ok, checks: [check], measurements: rows, simulator, quick };
    if (json) process.stdout.write(`${JSON.stringify(report)}\n`);
    else print(rows, netUs, simulator, quick);
    return check.ok ? EXIT.done : EXIT.failed;
  },
);

/** A bench of its own, for the core knows no balancer. Returns its exit status. */
async function benchProbing(json: boolean): Promise<number> {
  const file = new URL('../../../services/balancer/bench/probing.ts', import.meta.url);
  const args = [fileURLToPath(file), ...(json ? ['--json'] : [])];
  const [code] = await once(spawn(process.execPath, args, { stdio: 'inherit' }), 'exit');
  return code ?? EXIT.failed;
}

/** How fast fleets are simulated; a process of its own, for the core knows no simulator. */
function benchSimulator(quick: boolean): SpeedRow[] {
  const file = fileURLToPath(new URL('../../simulator/bench/speed.ts', import.meta.url));
  const args = ['--max-semi-space-size=64', file, ...(quick ? ['quick'] : [])];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

function print(
  rows: readonly Measurement[],
  netUs: number,
  simulator: readonly SpeedRow[],
  quick: boolean,
): void {
  if (quick) process.stdout.write('quick: times are rough\n');
  for (const { name, bestUs, medianUs } of rows) {
    process.stdout.write(
      `${name.padEnd(34)} best ${bestUs.toFixed(3)} us   median ${medianUs.toFixed(3)} us\n`,
    );
  }
  process.stdout.write(`pick less control: ${netUs.toFixed(3)} us (limit ${PICK_LIMIT_US} us)\n`);
  for (const { name, queriesPerSecond, usPerQuery, goal } of simulator) {
    const rate = `${Math.round(queriesPerSecond)} queries/CPU s`.padEnd(24);
    const aim = goal === null ? '' : `   goal ${Math.round(goal)}`;
    process.stdout.write(`${name.padEnd(44)} ${rate} ${usPerQuery.toFixed(2)} us a query${aim}\n`);
  }
}
