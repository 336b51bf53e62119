// Where queueing theory has a formula, the simulated fleet meets it. Each mean is over independent runs of fixed seeds; the
// tolerance is six standard errors as the runs themselves show it, and must be narrow for the test to mean anything.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SimulationOptions, simulate, type WorkName } from 'simulator';

const SEEDS = Array.from({ length: 8 }, (_, i) => i + 1);
const STANDARD_ERRORS = 6;
const WORK_MS = 10;
/** Expected arrivals of a run. */
const QUERIES = 25_000;

interface Queue {
  readonly cores: number;
  /** Arriving work over capacity. */
  readonly load: number;
  readonly work: WorkName;
}

function meansOf({ cores, load, work }: Queue): number[] {
  const queriesPerSecond = (1000 * cores * load) / WORK_MS;
  const durationMs = (QUERIES * 1000) / queriesPerSecond;
  const options: Omit<SimulationOptions, 'seed'> = {
    durationMs: 1.1 * durationMs,
    warmupMs: 0.1 * durationMs,
    replicas: 1,
    clients: 1,
    cores,
    work,
    workMeanMs: WORK_MS,
    load: queriesPerSecond,
    networkMs: 0,
    timeoutMs: Number.POSITIVE_INFINITY,
    policy: { policy: 'random' },
  };
  return SEEDS.map(seed => simulate({ ...options, seed }).latency.meanMs ?? Number.NaN);
}

/** Probability that all cores are busy in M/M/c. */
function erlangC(cores: number, load: number): number {
  const offered = cores * load;
  let term = 1;
  let sum = 0;
  for (let k = 0; k < cores; k++) {
    sum += term;
    term *= offered / (k + 1);
  }
  const busy = term / (1 - load);
  return busy / (sum + busy);
}

function check(name: string, queue: Queue, expectedMs: number): void {
  test(`${name}: mean sojourn ${expectedMs.toFixed(2)} ms`, () => {
    const means = meansOf(queue);
    const mean = means.reduce((sum, each) => sum + each, 0) / means.length;
    const variance = means.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (means.length - 1);
    const tolerance = STANDARD_ERRORS * Math.sqrt(variance / means.length);
    assert.ok(tolerance < 0.1 * expectedMs, `the runs differ too much to tell: ${means}`);
    assert.ok(Math.abs(mean - expectedMs) <= tolerance, `${mean} within ${tolerance}; seeds ${SEEDS}`);
  });
}

// M/G/1 processor sharing: E S / (1 - rho), whatever the distribution of work (Kleinrock, Queueing Systems II, 4.4).
check('M/M/1-PS at 0.5', { cores: 1, load: 0.5, work: 'exponential' }, WORK_MS / (1 - 0.5));
check('M/M/1-PS at 0.7', { cores: 1, load: 0.7, work: 'exponential' }, WORK_MS / (1 - 0.7));
check('M/D/1-PS at 0.6', { cores: 1, load: 0.6, work: 'constant' }, WORK_MS / (1 - 0.6));

// Cores shared by exponential jobs, one each at most, hold as many jobs as M/M/c: the same rates up and down.
check(
  'M/M/4 at 0.7',
  { cores: 4, load: 0.7, work: 'exponential' },
  WORK_MS + (erlangC(4, 0.7) * WORK_MS) / (4 * (1 - 0.7)),
);
