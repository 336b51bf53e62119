// What is left to chance is even: the fallback, ties of the rule, and the random baseline.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selectBest, selectWorst } from '../src/hot-cold.ts';
import { createRng } from '../src/rng.ts';
import { picked, readyPolicy, replicaIds } from './ready-policy.ts';
import { chiSquareBound, chiSquareUniform } from './tolerance.ts';

const SEED = 1_285;
const N = 20_000;

function assertUniform(chosen: readonly (string | number)[], over: readonly (string | number)[]): void {
  const counts = over.map(one => chosen.filter(other => other === one).length);
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    chosen.length,
    'chosen from elsewhere',
  );
  const statistic = chiSquareUniform(counts);
  const bound = chiSquareBound(over.length - 1);
  assert.ok(statistic < bound, `${statistic} over ${bound}: ${counts.join(' ')}; seed ${SEED}`);
}

test('the fallback is uniform over the eligible replicas', () => {
  const policy = readyPolicy({ replicas: replicaIds(10), seed: SEED });
  policy.setEligible('r3', false, 0);
  const chosen = Array.from({ length: N }, (_, i) => {
    const { pickId, replica } = picked(policy, i);
    assert.equal(policy.lastUse().rule, 'fallback');
    policy.onQueryEnd(pickId, { status: 'OK', latencyMs: 1 }, i);
    return replica;
  });
  assertUniform(chosen, ['r0', 'r1', 'r2', 'r4', 'r5', 'r6', 'r7', 'r8', 'r9']);
});

test('the fallback is uniform over those not excluded', () => {
  const policy = readyPolicy({ replicas: replicaIds(5), seed: SEED });
  const chosen = Array.from({ length: N }, (_, i) => picked(policy, i, 'r0').replica);
  assertUniform(chosen, ['r1', 'r2', 'r3', 'r4']);
});

test('one entry below the minimum makes nobody more likely', () => {
  const policy = readyPolicy({ replicas: replicaIds(4), seed: SEED, rProbe: 0 });
  const chosen = Array.from({ length: N }, (_, i) => {
    policy.onProbeReply('r1', { rif: 0, latencyMs: 1 }, i);
    return picked(policy, i).replica;
  });
  assertUniform(chosen, replicaIds(4));
});

test('panic is uniform over the eligible replicas, whatever the pool says', () => {
  const policy = readyPolicy({ replicas: replicaIds(4), seed: SEED, rProbe: 0 });
  policy.setPanic(true, 0);
  const chosen = Array.from({ length: N }, (_, i) => {
    for (const [rif, id] of replicaIds(4).entries()) policy.onProbeReply(id, { rif, latencyMs: rif }, i);
    return picked(policy, i).replica;
  });
  assertUniform(chosen, replicaIds(4));
});

test('ties of the rule are drawn evenly, best and worst', () => {
  const limit = { rif: 5, hotFrom: 6 };
  const cold = [9, 1, 1, 5, 1, 1].map(latencyMs => ({ rif: 0, latencyMs, trial: false }));
  const hot = [7, 6, 8, 6, 8, 8].map(rif => ({ rif, latencyMs: 1, trial: false }));
  const rng = createRng(SEED);
  const draw = (choose: () => number) => Array.from({ length: N }, choose);
  assertUniform(
    draw(() => selectBest(cold, limit, rng)),
    [1, 2, 4, 5],
  );
  assertUniform(
    draw(() => selectBest(hot, limit, rng)),
    [1, 3],
  );
  assertUniform(
    draw(() => selectWorst(hot, limit, rng)),
    [2, 4, 5],
  );
});

test('tied replicas of a whole policy get even shares', () => {
  const replicas = replicaIds(8);
  const policy = readyPolicy({ replicas, seed: SEED, rProbe: 0 });
  const chosen = Array.from({ length: N / 4 }, (_, i) => {
    for (const id of replicas) policy.onProbeReply(id, { rif: 2, latencyMs: 10 }, i);
    const { replica } = picked(policy, i);
    assert.equal(policy.lastUse().rule, 'cold');
    return replica;
  });
  assertUniform(chosen, replicas);
});

test('the random baseline is uniform', () => {
  const policy = readyPolicy({ policy: 'random', replicas: replicaIds(7), seed: SEED });
  assertUniform(
    Array.from({ length: N }, (_, i) => picked(policy, i).replica),
    replicaIds(7),
  );
});

test('first choices of round robin and least loaded differ from balancer to balancer', () => {
  for (const policy of ['round_robin', 'least_loaded'] as const) {
    const first = Array.from(
      { length: 4000 },
      (_, seed) => picked(readyPolicy({ policy, replicas: replicaIds(5), seed }), 0).replica,
    );
    assertUniform(first, replicaIds(5));
  }
});
