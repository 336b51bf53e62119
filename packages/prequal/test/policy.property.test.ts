// The whole policy equals the naive model after any sequence of operations, and is at rest when everything has ended.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createPolicy } from '../src/create-policy.ts';
import type { LoadReport } from '../src/load-report.ts';
import type { PolicyOptions } from '../src/options.ts';
import { createRng } from '../src/rng.ts';
import { NaivePolicy } from './naive-policy.ts';
import type { Real } from './operation.ts';
import { abandonWait, pick, resolve } from './pick-operations.ts';
import {
  abandon,
  answer,
  answerAll,
  configure,
  configureWrong,
  endQuery,
  failAll,
  failProbe,
  setEligible,
  setPanic,
  setReplicas,
  stall,
  strayAnswer,
  wake,
} from './policy-operations.ts';
import { seed } from './seed.ts';

// Eighths of a millisecond are exact; the long ones pass age limits, silences and recoveries, or meet them exactly.
const afterMs = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 40 }).map(n => n / 8) },
  { weight: 1, arbitrary: fc.constantFrom(100, 200, 500, 1000, 1000.125, 6000, 30_000) },
);
const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const index = fc.nat(30);
const rif = fc.nat(5);
// The long ones outlast the pool's age: MODE=auto has something to compare answers with.
const latencyMs = fc.oneof(
  { weight: 4, arbitrary: fc.nat(6) },
  { weight: 1, arbitrary: fc.constantFrom(60, 800) },
  { weight: 1, arbitrary: fc.constant(null) },
);
const good: fc.Arbitrary<LoadReport> = fc.record({ rif, latencyMs, ref: fc.nat(3) });
const malformed = fc.constantFrom<LoadReport>(
  { rif: Number.NaN, latencyMs: 1 },
  { rif: -1, latencyMs: 1 },
  { rif: 2 ** 53, latencyMs: 0 },
  { rif: 0, latencyMs: -1 },
  { rif: 0, latencyMs: 0, utilization: Number.POSITIVE_INFINITY },
);
const load = fc.oneof({ weight: 9, arbitrary: good }, { weight: 1, arbitrary: malformed });
const change: fc.Arbitrary<Partial<PolicyOptions>> = fc.oneof(
  fc.record({ qRif: fc.constantFrom(0, 0.5, 0.84, 0.999, 1) }),
  fc.record({ hotTies: fc.constantFrom('cold' as const, 'hot' as const) }),
  fc.record({ poolSize: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ rProbe: fc.constantFrom(0, 0.25, 0.5, 1, 3, 3.5, 8) }),
  fc.record({ rRemove: fc.constantFrom(0, 0.25, 1, 1.5) }),
  fc.record({ rifHistory: fc.constantFrom(1, 3, 10) }),
  fc.record({ minPool: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ delta: fc.constantFrom(0.25, 1, 4), reuseMax: fc.constantFrom(1, 3, 32) }),
  fc.record({ estimator: fc.constantFrom('scaled' as const, 'median' as const) }),
  fc.record({ probeMaxAgeMs: fc.constantFrom(5, 100, 1000), probeIdleMs: fc.constantFrom(0, 20, 500) }),
  fc.record({ mode: fc.constantFrom('async', 'sync', 'auto') }),
  fc.record({ syncProbes: fc.constantFrom(2, 3, 5), syncWaitMs: fc.constantFrom(0.25, 5) }),
  fc.record({ decisions: fc.constantFrom(1, 2, 50) }),
  fc.record({ policy: fc.constantFrom('prequal', 'random', 'round_robin', 'least_loaded') }),
  // Back to where most happens.
  fc.constant({ policy: 'prequal' as const, minPool: 2, probeMaxAgeMs: 1000 }),
);
const wrongChange = fc.constantFrom<Partial<PolicyOptions>>(
  { policy: 'random', qRif: 2 },
  { poolSize: 2, rProbe: -1 },
  { rifHistory: 0.5 },
);
const end = fc.record({
  status: fc.constantFrom(
    'OK' as const,
    'OK' as const,
    'UNAVAILABLE' as const,
    'UNAVAILABLE' as const,
    'RESOURCE_EXHAUSTED' as const,
    'NOT_FOUND' as const,
  ),
  latencyMs: fc.nat(50),
  load: fc.option(load, { nil: null, freq: 2 }),
});

const often = 4;
const repeat = <T>(times: number, one: T): T[] => new Array<T>(times).fill(one);
const picks = fc.tuple(fc.option(id, { nil: undefined, freq: 5 }), afterMs).map(args => pick(...args));
const answers = fc
  .tuple(fc.array(good, { minLength: 1, maxLength: 6 }), afterMs)
  .map(args => answerAll(...args));
const operations = fc.commands(
  [
    ...repeat(2 * often, picks),
    ...repeat(often, answers),
    ...repeat(
      often,
      fc.tuple(index, end, afterMs).map(args => endQuery(...args)),
    ),
    ...repeat(
      2,
      fc.tuple(index, load, afterMs).map(args => answer(...args)),
    ),
    ...repeat(2, afterMs.map(wake)),
    ...repeat(
      2,
      fc.tuple(id, fc.boolean(), afterMs).map(args => setEligible(...args)),
    ),
    ...repeat(
      2,
      fc.tuple(change, afterMs).map(args => configure(...args)),
    ),
    fc.tuple(fc.array(id, { maxLength: 7 }), afterMs).map(args => setReplicas(...args)),
    fc.tuple(index, afterMs).map(args => abandon(...args)),
    ...repeat(
      often,
      fc.tuple(index, afterMs).map(args => resolve(...args)),
    ),
    fc.tuple(index, afterMs).map(args => abandonWait(...args)),
    afterMs.map(failAll),
    fc.tuple(id, load, afterMs).map(args => strayAnswer(...args)),
    fc
      .tuple(index, fc.constantFrom('timeout', 'timeout', 'error', 'unimplemented', 'unreached'), afterMs)
      .map(args => failProbe(...args)),
    fc.tuple(fc.boolean(), afterMs).map(args => setPanic(...args)),
    fc.tuple(fc.constantFrom(10, 60), afterMs).map(args => stall(...args)),
    fc.tuple(wrongChange, afterMs).map(args => configureWrong(...args)),
  ],
  { maxCommands: 120, size: 'max' },
);
const options: fc.Arbitrary<Partial<PolicyOptions>> = fc.record({
  mode: fc.constantFrom('async', 'sync', 'auto'),
  poolSize: fc.constantFrom(2, 3, 16),
  probeMaxPerSecond: fc.constantFrom(20, 1e6),
  probeMaxInFlight: fc.constantFrom(3, 64),
  rifHistory: fc.constantFrom(4, 128),
});
const fleet = fc.subarray(['a', 'b', 'c', 'd', 'e', 'f'], { minLength: 3 });

/** Everything that the runs together must have come across, or they prove little. */
const TO_MEET = [
  ...['cold', 'hot', 'fallback', 'only', 'panic', 'baseline'],
  ...['oldest', 'worst', 'expired', 'exhausted', 'evicted', 'replaced', 'failed'],
  ...['in_flight', 'rate', 'backoff'],
  ...['probe', 'trailer', 'local'],
  ...['eq1', 'small'],
  'aside',
  ...['by answers', 'by pool', 'by random'],
];

/** Everything in flight ends: nothing may be left. */
function assertRest(naive: NaivePolicy, { policy }: Real): void {
  const { nowMs } = naive;
  for (const { pickId } of naive.open)
    policy.onQueryEnd(pickId, { status: 'CANCELLED', latencyMs: 1 }, nowMs);
  for (const { pickId } of naive.waiting) policy.onPickAbandoned(pickId, nowMs);
  for (const { id: replica } of naive.asked) policy.onProbeFailure(replica, 'timeout', nowMs);
  const { replicas, probesInFlight } = policy.snapshot(nowMs);
  assert.deepEqual(
    replicas.map(view => view.inFlight),
    replicas.map(() => 0),
  );
  assert.equal(probesInFlight, 0);
}

test('after any sequence of operations the policy holds what the naive model holds', () => {
  const met = new Set<string>();
  fc.assert(
    fc.property(operations, options, fleet, fc.nat(), (commands, initial, ids, policySeed) => {
      const naive = new NaivePolicy(initial);
      const policy = createPolicy(initial, createRng(policySeed));
      naive.setReplicas(ids);
      policy.setReplicas(ids, 0);
      for (const one of ids) {
        naive.setEligible(one, true);
        policy.setEligible(one, true, 0);
      }
      const real = { policy, snapshot: policy.snapshot(0), met };
      fc.modelRun(() => ({ model: naive, real }), commands);
      assertRest(naive, real);
    }),
    { seed, numRuns: 1000 },
  );
  assert.deepEqual(
    TO_MEET.filter(word => !met.has(word)),
    [],
    `not met; SEED=${seed}`,
  );
});
