// A decision as span attributes: their names, seconds, and what is absent when.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Candidate, Decision } from 'prequal';
import { pickAttributes } from '../src/telemetry/pick-attributes.ts';

const candidate = (replica: string, change: Partial<Candidate> = {}): Candidate => ({
  replica,
  rif: 3,
  reportedRif: 2,
  penalty: 0,
  latencyMs: 50,
  ageMs: 20,
  usesLeft: 4,
  trial: false,
  hot: false,
  score: null,
  source: 'probe',
  ...change,
});

const decision: Decision = {
  id: 7,
  atMs: 1000,
  policy: 'prequal',
  mode: 'async',
  rule: 'cold',
  replica: 'b',
  runnerUp: 'a',
  reason: '',
  threshold: 5,
  qRif: 0.84,
  hotTies: 'cold',
  regime: 'small',
  rifHistory: {},
  poolCapacity: 3,
  candidates: [candidate('a', { hot: true, latencyMs: null }), candidate('b')],
  excluded: null,
  probed: [],
  answers: null,
  ref: 0,
  status: null,
  durationMs: null,
};

describe('pick attributes', () => {
  it('shows the table behind the choice', () => {
    assert.deepEqual(pickAttributes(decision), {
      'prequal.policy': 'prequal',
      'prequal.mode': 'async',
      'prequal.decision.id': 7,
      'prequal.decision.rule': 'cold',
      'prequal.replica.id': 'b',
      'prequal.runner_up.id': 'a',
      'prequal.rif.threshold': 5,
      'prequal.pool.size': 2,
      'prequal.pool.hot': 1,
      'prequal.pool.capacity': 3,
      'prequal.regime': 'small',
      'prequal.probe.rif': 3,
      'prequal.probe.latency': 0.05,
      'prequal.probe.age': 0.02,
      'prequal.probe.uses_left': 4,
      'prequal.candidates.ids': ['a', 'b'],
      'prequal.candidates.rif': [3, 3],
      'prequal.candidates.latency': [-1, 0.05],
      'prequal.candidates.age': [0.02, 0.02],
      'prequal.candidates.uses_left': [4, 4],
      'prequal.candidates.hot': [true, false],
    });
  });

  it('leaves out what a baseline does not have', () => {
    const attributes = pickAttributes({
      ...decision,
      policy: 'random',
      rule: 'baseline',
      runnerUp: null,
      threshold: null,
      regime: null,
      poolCapacity: null,
      candidates: [],
    });
    assert.deepEqual(Object.keys(attributes), [
      'prequal.policy',
      'prequal.mode',
      'prequal.decision.id',
      'prequal.decision.rule',
      'prequal.replica.id',
    ]);
  });

  it('shows at most 16 candidates, the chosen one and the runner-up among them', () => {
    const candidates = Array.from({ length: 40 }, (_, i) => candidate(`r${i}`));
    const attributes = pickAttributes({ ...decision, replica: 'r39', runnerUp: 'r38', candidates });
    const ids = attributes['prequal.candidates.ids'] as string[];
    assert.equal(ids.length, 16);
    assert.ok(ids.includes('r39') && ids.includes('r38'));
    assert.equal(attributes['prequal.pool.size'], 40);
  });

  it('says nothing of a used probe where the choice was not from the pool', () => {
    const attributes = pickAttributes({ ...decision, rule: 'fallback' });
    assert.equal('prequal.probe.rif' in attributes, false);
  });
});
