// What `explain` tells of a pick: all that was seen, what was chosen and why, as it stood at that moment.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type PolicyOptions, policyKnobs } from '../src/options.ts';
import type { Policy } from '../src/policy.ts';
import { picked, type ReadyOptions, readyPolicy, replicaIds } from './ready-policy.ts';

/** Reports of a (RIF 1, 30 ms), b (RIF 2, 10 ms), c (RIF 2, unknown), d (RIF 9, 1 ms) at 10, 20, 30, 40. */
function reportedPolicy(options: ReadyOptions = {}): Policy {
  const policy = readyPolicy({ replicas: ['a', 'b', 'c', 'd', 'e'], rProbe: 1, ...options });
  policy.onProbeReply('a', { rif: 1, latencyMs: 30, ref: 71 }, 10);
  policy.onProbeReply('b', { rif: 2, latencyMs: 10, ref: 72 }, 20);
  policy.onProbeReply('c', { rif: 2, latencyMs: null }, 30);
  policy.onProbeReply('d', { rif: 9, latencyMs: 1, ref: 74 }, 40);
  return policy;
}

function explained(policy: Policy, pickId: number) {
  const decision = policy.explain(pickId);
  assert.ok(decision !== null);
  return decision;
}

/** The decision of a pick made now. */
function decide(policy: Policy, nowMs: number, exclude?: string) {
  return explained(policy, picked(policy, nowMs, exclude).pickId);
}

test('a cold decision in full', () => {
  // Quantile 0.6 of 1, 2, 2, 9 is the third: 2. Budget 2 x 5 / 1 = 10.
  const policy = reportedPolicy({ qRif: 0.6 });
  const { pickId, replica, probe } = picked(policy, 50.5);
  assert.equal(replica, 'b');
  assert.deepEqual(policy.explain(pickId), {
    id: pickId,
    atMs: 50.5,
    policy: 'prequal',
    mode: 'async',
    rule: 'cold',
    replica: 'b',
    runnerUp: 'a',
    reason: 'b: cold at RIF 2, 10.0 ms; runner-up a: cold at RIF 1, 30.0 ms; threshold 2, d hot at 9',
    threshold: 2,
    qRif: 0.6,
    hotTies: 'cold',
    regime: 'small',
    rifHistory: { 1: 1, 2: 2, 9: 1 },
    poolCapacity: 5,
    candidates: [
      {
        replica: 'a',
        rif: 1,
        reportedRif: 1,
        penalty: 0,
        latencyMs: 30,
        ageMs: 40.5,
        usesLeft: 10,
        trial: false,
        hot: false,
        score: null,
        source: 'probe',
      },
      {
        replica: 'b',
        rif: 2,
        reportedRif: 2,
        penalty: 0,
        latencyMs: 10,
        ageMs: 30.5,
        usesLeft: 10,
        trial: false,
        hot: false,
        score: null,
        source: 'probe',
      },
      {
        replica: 'c',
        rif: 2,
        reportedRif: 2,
        penalty: 0,
        latencyMs: null,
        ageMs: 20.5,
        usesLeft: 10,
        trial: false,
        hot: false,
        score: null,
        source: 'probe',
      },
      {
        replica: 'd',
        rif: 9,
        reportedRif: 9,
        penalty: 0,
        latencyMs: 1,
        ageMs: 10.5,
        usesLeft: 10,
        trial: false,
        hot: true,
        score: null,
        source: 'probe',
      },
    ],
    excluded: null,
    probed: probe,
    answers: null,
    ref: 72,
    status: null,
    durationMs: null,
  });
  assert.equal(probe.length, 1);
});

test('a hot decision: least RIF, and the runner-up is hot too', () => {
  const { rule, replica, runnerUp, reason, threshold } = decide(reportedPolicy({ qRif: 0 }), 50);
  assert.deepEqual({ rule, replica, threshold }, { rule: 'hot', replica: 'a', threshold: 1 });
  // b and c are tied in RIF; b's latency is known.
  assert.equal(runnerUp, 'b');
  assert.equal(reason, 'a: hot at RIF 1, 30.0 ms; runner-up b: hot at RIF 2, 10.0 ms; threshold 1');
});

test('an infinite threshold is null', () => {
  const { threshold, replica, reason, candidates } = decide(reportedPolicy({ qRif: 1 }), 50);
  assert.deepEqual({ threshold, replica }, { threshold: null, replica: 'd' });
  assert.equal(reason, 'd: cold at RIF 9, 1.0 ms; runner-up b: cold at RIF 2, 10.0 ms; no threshold');
  assert.ok(candidates.every(candidate => !candidate.hot));
});

test('an unknown latency is said, a trial is the choice', () => {
  const policy = readyPolicy({ replicas: ['a', 'b'] });
  policy.onProbeReply('a', { rif: 0, latencyMs: null }, 1);
  policy.onProbeReply('b', { rif: 0, latencyMs: 1 }, 1);
  const { replica, reason } = decide(policy, 2);
  assert.equal(replica, 'a');
  assert.equal(reason, 'a: cold at RIF 0, latency unknown; runner-up b: cold at RIF 0, 1.0 ms; threshold 0');
});

for (const { rule, make, reason } of [
  { rule: 'fallback', make: () => readyPolicy(), reason: 'drawn at random, the pool held too few entries' },
  {
    rule: 'only',
    make: () => readyPolicy({ replicas: ['x'] }),
    reason: 'the only replica that may be picked',
  },
  {
    rule: 'panic',
    make: () => {
      const policy = reportedPolicy();
      policy.setPanic(true, 45);
      return policy;
    },
    reason: 'drawn at random, every replica is set aside',
  },
  {
    rule: 'baseline',
    make: () => readyPolicy({ policy: 'random' }),
    reason: 'drawn at random',
  },
] as const) {
  test(`the rule ${rule} is named, without a runner-up and without a report`, () => {
    const decision = decide(make(), 50);
    assert.equal(decision.rule, rule);
    assert.equal(decision.reason, `${decision.replica}: ${reason}`);
    assert.equal(decision.runnerUp, null);
    assert.equal(decision.ref, 0);
  });
}

const POOLED: readonly string[] = ['linear', 'c3'];

for (const policy of policyKnobs.policy.choices.filter(name => name !== 'prequal')) {
  test(`${policy} has no threshold, quantile or history, and a pool only where it keeps one`, () => {
    const decision = decide(reportedPolicy({ policy }), 50);
    assert.equal(decision.policy, policy);
    assert.equal(decision.rule, 'baseline');
    for (const key of ['threshold', 'qRif', 'hotTies'] as const) assert.equal(decision[key], null);
    assert.deepEqual(decision.rifHistory, {});
    for (const key of ['regime', 'poolCapacity'] as const)
      assert.equal(decision[key] !== null, POOLED.includes(policy));
    assert.equal(decision.probed.length > 0, POOLED.includes(policy));
  });
}

/** The reason and what was compared, of the first pick of a policy that knows four replicas. */
function told(policy: PolicyOptions['policy'], change: ReadyOptions = {}) {
  const { candidates, replica, runnerUp, reason } = decide(reportedPolicy({ policy, ...change }), 50);
  return { candidates, replica, runnerUp, reason };
}

for (const [policy, reason] of [
  ['round_robin', 'next in cyclic order'],
  ['least_loaded', 'the fewest of our own queries in flight, next in cyclic order among equals'],
  ['weighted_round_robin', 'next in cyclic order, fewer than two weights are known'],
  ['grpc_js_wrr', 'next in turn by weight'],
] as const) {
  test(`${policy} says how it came to its choice, and compares nothing`, () => {
    const { replica, runnerUp, candidates, ...rest } = told(policy);
    assert.equal(rest.reason, `${replica}: ${reason}`);
    assert.deepEqual({ runnerUp, candidates }, { runnerUp: null, candidates: [] });
  });
}

test('a rule of two choices shows both', () => {
  const { candidates, replica, runnerUp, reason } = told('yarp_po2c', { replicas: ['a', 'd'] });
  assert.deepEqual({ replica, runnerUp }, { replica: 'a', runnerUp: 'd' });
  assert.deepEqual(
    candidates.map(({ replica: id, rif, ageMs, source }) => ({ id, rif, ageMs, source })),
    [
      { id: 'a', rif: 1, ageMs: 40, source: 'probe' },
      { id: 'd', rif: 9, ageMs: 10, source: 'probe' },
    ],
  );
  assert.equal(reason, 'a: RIF 1; runner-up d: RIF 9; the lesser of two drawn at random');
});

test('a rule with a score shows it of the whole pool', () => {
  const { candidates, replica, runnerUp, reason } = told('linear', { linearLambda: 0.5, linearAlphaMs: 10 });
  assert.deepEqual(
    candidates.map(({ replica: id, score }) => [id, score]),
    [
      ['a', 20],
      ['b', 15],
      ['c', null],
      ['d', 45.5],
    ],
  );
  assert.deepEqual({ replica, runnerUp }, { replica: 'b', runnerUp: 'a' });
  assert.equal(
    reason,
    'b: RIF 2, 10.0 ms, score 15.0; runner-up a: RIF 1, 30.0 ms, score 20.0; the least score of the pool',
  );
});

test('a decision is a picture of its moment', () => {
  const policy = reportedPolicy({ qRif: 0.6 });
  const { pickId } = picked(policy, 50);
  const before = explained(policy, pickId);
  for (let i = 0; i < 5; i++) picked(policy, 60 + i);
  policy.onProbeReply('b', { rif: 7, latencyMs: 77 }, 70);
  policy.configure({ qRif: 0, rProbe: 5 }, 80);
  policy.setReplicas(['a'], 90);
  assert.deepEqual(explained(policy, pickId), before);
});

test('a candidate is shown compensated for the queries sent since, the chosen one without its own', () => {
  const policy = reportedPolicy({ qRif: 1, estimator: 'median' });
  decide(policy, 50);
  const { candidates } = decide(policy, 50);
  const d = candidates.find(candidate => candidate.replica === 'd');
  assert.deepEqual(
    { rif: d?.rif, reportedRif: d?.reportedRif, usesLeft: d?.usesLeft },
    { rif: 10, reportedRif: 9, usesLeft: 9 },
  );
});

test('the history behind the threshold outlasts the pool', () => {
  const { rifHistory, candidates, threshold, rule } = decide(reportedPolicy({ qRif: 0.6 }), 5000);
  assert.equal(rule, 'fallback');
  assert.deepEqual(candidates, []);
  assert.deepEqual(rifHistory, { 1: 1, 2: 2, 9: 1 });
  assert.equal(threshold, 2);
});

test('the report of a trailer is told by its own reference', () => {
  const policy = reportedPolicy({ qRif: 1 });
  const { pickId } = picked(policy, 50);
  policy.onQueryEnd(pickId, { status: 'OK', latencyMs: 1, load: { rif: 0, latencyMs: 0.5, ref: 99 } }, 51);
  const decision = decide(policy, 52);
  assert.deepEqual({ replica: decision.replica, ref: decision.ref }, { replica: 'd', ref: 99 });
  assert.equal(decision.candidates.find(candidate => candidate.replica === 'd')?.source, 'trailer');
});

test('status and duration stand from the end of the query on', () => {
  const policy = reportedPolicy();
  const { pickId } = picked(policy, 50);
  assert.equal(explained(policy, pickId).status, null);
  policy.onQueryEnd(pickId, { status: 'UNAVAILABLE', latencyMs: 12.5 }, 62.5);
  const { status, durationMs } = explained(policy, pickId);
  assert.deepEqual({ status, durationMs }, { status: 'UNAVAILABLE', durationMs: 12.5 });
});

test('an abandoned pick has no status and no duration', () => {
  const policy = reportedPolicy();
  const { pickId } = picked(policy, 50);
  policy.onPickAbandoned(pickId, 51);
  const { status, durationMs } = explained(policy, pickId);
  assert.deepEqual({ status, durationMs }, { status: null, durationMs: null });
});

test('with no decisions kept the picks are the same, and nothing is told until some are', () => {
  const [without, kept] = [reportedPolicy({ decisions: 0 }), reportedPolicy()];
  for (let i = 0; i < 40; i++) {
    const { pickId, replica } = picked(without, 50 + i);
    assert.equal(replica, picked(kept, 50 + i).replica);
    assert.equal(without.explain(pickId), null);
    assert.deepEqual(without.lastCandidates(), []);
  }
  // More of them run than there are records.
  for (let pickId = 1; pickId <= 40; pickId++) {
    for (const policy of [without, kept]) policy.onQueryEnd(pickId, { status: 'OK', latencyMs: 9 }, 100);
  }
  assert.deepEqual(without.snapshot(100).replicas, kept.snapshot(100).replicas);
  without.configure({ decisions: 1 }, 101);
  assert.equal(explained(without, picked(without, 102).pickId).id, 41);
});

test('the last decisions are kept, as many as configured', () => {
  const policy = readyPolicy({ decisions: 3 });
  const end = (pickId: number) => policy.onQueryEnd(pickId, { status: 'OK', latencyMs: 1 }, 10);
  const picks = Array.from({ length: 10 }, (_, i) => picked(policy, i).pickId);
  for (const pickId of picks) end(pickId);
  const kept = () => picks.filter(pickId => policy.explain(pickId)?.id === pickId);
  assert.deepEqual(kept(), picks.slice(-3));
  policy.configure({ decisions: 2 }, 10);
  assert.deepEqual(kept(), picks.slice(-2));
  policy.configure({ decisions: 50 }, 10);
  assert.deepEqual(kept(), picks.slice(-2));
  picks.push(picked(policy, 11).pickId);
  assert.deepEqual(kept(), picks.slice(-3));
});

test('the decision of a query in flight is kept until it ends, whatever was decided since', () => {
  const policy = reportedPolicy({ decisions: 2 });
  const { pickId } = picked(policy, 50);
  const before = explained(policy, pickId);
  for (let i = 0; i < 5; i++) {
    const next = picked(policy, 60 + i).pickId;
    policy.onQueryEnd(next, { status: 'OK', latencyMs: 1 }, 61 + i);
  }
  policy.configure({ decisions: 1 }, 70);
  assert.deepEqual(explained(policy, pickId), before);
  policy.onQueryEnd(pickId, { status: 'OK', latencyMs: 20 }, 70);
  assert.equal(policy.explain(pickId), null);
});

test('what was never decided is null', () => {
  const policy = readyPolicy();
  for (const pickId of [0, 1, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.equal(policy.explain(pickId), null, String(pickId));
  }
});

test('a query that outlives its decision still ends', () => {
  const policy = readyPolicy({ replicas: ['a', 'b'], decisions: 2 });
  const picks = Array.from({ length: 9 }, (_, i) => picked(policy, i));
  policy.configure({ decisions: 1 }, 9);
  for (const { pickId } of picks) policy.onQueryEnd(pickId, { status: 'OK', latencyMs: 1 }, 10);
  for (const { pickId } of picks) policy.onQueryEnd(pickId, { status: 'OK', latencyMs: 1 }, 11);
  assert.deepEqual(
    policy.snapshot(12).replicas.map(view => view.inFlight),
    [0, 0],
  );
});

test('asking does not disturb the picks that follow', () => {
  const run = (asks: boolean) => {
    const policy = readyPolicy({ replicas: replicaIds(5), seed: 5 });
    return Array.from({ length: 300 }, (_, i) => {
      for (const id of replicaIds(5)) policy.onProbeReply(id, { rif: 1, latencyMs: 5 }, i * 3);
      const { pickId, replica, probe } = picked(policy, i * 3);
      if (asks) {
        policy.explain(pickId);
        policy.explain(pickId - 1);
        policy.snapshot(i * 3);
        policy.lastUse();
      }
      return [replica, ...probe];
    });
  };
  assert.deepEqual(run(true), run(false));
});

test('the last use: rule, age, uses and estimate of the entry', () => {
  const policy = reportedPolicy({ qRif: 1 });
  for (const uses of [1, 2]) {
    picked(policy, 50);
    const { rule, ageMs, uses: told, latencyMs, ...rest } = policy.lastUse();
    assert.deepEqual(rest, {}, 'nothing of the policy itself');
    // d at RIF 9 says 1 ms; the query sent since makes it 10 of 10 in flight: the estimate rises by the scaled formula.
    const estimateMs = uses === 1 ? 1 : latencyMs;
    assert.deepEqual(
      { rule, ageMs, told, latencyMs },
      { rule: 'cold', ageMs: 10, told: uses, latencyMs: estimateMs },
    );
    assert.ok(latencyMs !== null && latencyMs >= 1 && latencyMs < 1.2, String(latencyMs));
  }
  policy.setPanic(true, 60);
  picked(policy, 60);
  const { rule, ageMs, uses, latencyMs } = policy.lastUse();
  assert.deepEqual({ rule, ageMs, uses, latencyMs }, { rule: 'panic', ageMs: -1, uses: 0, latencyMs: null });
});

test('the last candidates: those of the decision, without the one left out', () => {
  const policy = reportedPolicy();
  assert.deepEqual(policy.lastCandidates(), []);
  const { pickId } = picked(policy, 50);
  assert.deepEqual(
    policy.lastCandidates(),
    explained(policy, pickId).candidates.map(({ replica }) => replica),
  );
  picked(policy, 51, 'b');
  assert.ok(!policy.lastCandidates().includes('b'));
});
