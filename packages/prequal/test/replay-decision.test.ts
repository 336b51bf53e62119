// A past decision decided again: the same options give the same choice, others give what the rule says.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPolicy, createRng, type Decision, replayDecision } from '../src/index.ts';
import { picked, readyPolicy } from './ready-policy.ts';

/** a: RIF 1, 30 ms; b: RIF 2, 10 ms; c: RIF 9, 1 ms; threshold 2 at Q_RIF 0.5. */
function decision(change: Partial<Decision> = {}): Decision {
  const policy = readyPolicy({ replicas: ['a', 'b', 'c'], qRif: 0.5 });
  policy.onProbeReply('a', { rif: 1, latencyMs: 30 }, 10);
  policy.onProbeReply('b', { rif: 2, latencyMs: 10 }, 20);
  policy.onProbeReply('c', { rif: 9, latencyMs: 1 }, 30);
  const told = policy.explain(picked(policy, 40).pickId);
  assert.ok(told !== null);
  return { ...told, ...change };
}

test('without a change the choice, its runner-up and its reason are those of the decision', () => {
  const past = decision();
  const { rule, replica, runnerUp, reason, threshold, candidates } = past;
  assert.deepEqual(replayDecision(past, {}), { rule, replica, runnerUp, reason, threshold, candidates });
});

test('Q_RIF 0 would have picked the least RIF, 1 the least latency', () => {
  const leastRif = replayDecision(decision(), { qRif: 0 });
  assert.deepEqual([leastRif?.rule, leastRif?.replica], ['hot', 'a']);
  const leastLatency = replayDecision(decision(), { qRif: 1 });
  assert.deepEqual([leastLatency?.rule, leastLatency?.replica, leastLatency?.threshold], ['cold', 'c', null]);
});

test('ties hot turn the entry at the threshold hot', () => {
  const replay = replayDecision(decision(), { hotTies: 'hot' });
  assert.equal(replay?.replica, 'a');
  assert.deepEqual(
    replay?.candidates.map(one => one.hot),
    [false, true, true],
  );
});

test('a replica that had refused the query is left out again', () => {
  assert.equal(replayDecision(decision({ excluded: 'b' }), {})?.replica, 'a');
});

test('the same replay answers the same twice, also where it draws among equals', () => {
  const past = decision();
  const equal = past.candidates.map(one => ({ ...one, rif: 1, latencyMs: 5 }));
  const replays = Array.from(
    { length: 20 },
    () => replayDecision({ ...past, candidates: equal }, {})?.replica,
  );
  assert.equal(new Set(replays).size, 1);
});

test('a decision that compared nothing has no replay', () => {
  assert.equal(replayDecision(decision({ rule: 'fallback' }), { qRif: 0 }), null);
  const policy = createPolicy({ policy: 'random' }, createRng(1));
  policy.setReplicas(['a', 'b'], 0);
  for (const id of ['a', 'b']) policy.setEligible(id, true, 0);
  const told = policy.explain(picked(policy, 1).pickId);
  assert.ok(told !== null);
  assert.equal(replayDecision(told, {}), null);
});

test('a change out of range is one line', () => {
  assert.throws(
    () => replayDecision(decision(), { qRif: 1.5 }),
    /ERR_PREQUAL_CONFIG: qRif=1.5 is outside 0 to 1/,
  );
  assert.throws(
    () => replayDecision(decision(), JSON.parse('{"rProbe":1}')),
    /rProbe=1 is outside qRif, hotTies/,
  );
});
