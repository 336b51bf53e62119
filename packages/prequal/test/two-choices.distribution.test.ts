// Power of two choices: of n replicas in order of load, the r-th (from 0) is the lesser of two with probability
// 2 (n - 1 - r) / (n (n - 1)), and equals share evenly.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Policy } from '../src/policy.ts';
import { picked, readyPolicy, replicaIds } from './ready-policy.ts';
import { binomialBound, chiSquareBound, chiSquareUniform } from './tolerance.ts';

const SEED = 1_994;
const PICKS = 40_000;
const REPLICAS = replicaIds(6);

/** Picks at `nowMs` that change nothing, by replica. */
function shares(policy: Policy, nowMs: number): number[] {
  const counts = new Map(REPLICAS.map(id => [id, 0]));
  for (let i = 0; i < PICKS; i++) {
    const { pickId, replica } = picked(policy, nowMs);
    counts.set(replica, (counts.get(replica) ?? 0) + 1);
    policy.onPickAbandoned(pickId, nowMs);
  }
  return [...counts.values()];
}

function assertByRank(counts: readonly number[]): void {
  const n = counts.length;
  for (const [rank, count] of counts.entries()) {
    const share = (2 * (n - 1 - rank)) / (n * (n - 1));
    const bound = binomialBound(PICKS, share);
    assert.ok(
      Math.abs(count - PICKS * share) <= bound,
      `rank ${rank}: ${count}, not ${PICKS * share}; ${SEED}`,
    );
  }
}

function assertEven(counts: readonly number[]): void {
  assert.ok(chiSquareUniform(counts) < chiSquareBound(counts.length - 1), `${counts.join(' ')}; ${SEED}`);
}

/** A policy that has `i` queries in flight at replica i. */
function busyPolicy(): Policy {
  const busy = readyPolicy({ policy: 'least_loaded_po2c', replicas: REPLICAS, seed: SEED });
  const wanted = new Map(REPLICAS.map((id, i) => [id, i]));
  while ([...wanted.values()].some(count => count > 0)) {
    const { pickId, replica } = picked(busy, 0);
    const count = wanted.get(replica) ?? 0;
    if (count === 0) busy.onPickAbandoned(pickId, 0);
    wanted.set(replica, Math.max(0, count - 1));
  }
  return busy;
}

test('least_loaded_po2c: shares by the rank in own queries in flight; equals are even', () => {
  assertByRank(shares(busyPolicy(), 0));
  assertEven(shares(readyPolicy({ policy: 'least_loaded_po2c', replicas: REPLICAS, seed: SEED }), 0));
});

test('yarp_po2c: shares by the rank in reported RIF, whatever was sent since', () => {
  const policy = readyPolicy({ policy: 'yarp_po2c', replicas: REPLICAS, seed: SEED });
  assertEven(shares(policy, 0));
  for (const [rif, id] of REPLICAS.entries()) policy.onProbeReply(id, { rif, latencyMs: 5 }, 1);
  // Queries in flight here, and trailers, are none of its business.
  for (let i = 0; i < 50; i++) picked(policy, 2);
  const { pickId } = picked(policy, 2);
  policy.onQueryEnd(pickId, { status: 'OK', latencyMs: 1, load: { rif: 99, latencyMs: 1 } }, 3);
  assertByRank(shares(policy, 4));
  for (const id of REPLICAS) policy.onProbeReply(id, { rif: 3, latencyMs: 5 }, 5);
  assertEven(shares(policy, 6));
});
