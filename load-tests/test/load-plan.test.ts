import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stretchesOf, withLoad } from '../load-plan.ts';
import { controlOf, replicaNumber, replicasPerBackend, servedBy } from '../reply.ts';
import type { Scenario } from '../scenario.ts';

const steady: Scenario = {
  name: 'steady',
  description: 'Steady.',
  seed: 1,
  warmupMs: 2000,
  durationMs: 30_000,
  load: [{ atMs: 0, callsPerSecond: 40 }],
  fleet: { replicas: 3, balancers: 1, cores: 4, workMeanMs: 50, work: 'clipped_normal' },
  events: [],
  checks: [
    { value: 'p99Ms', fromMs: 5000, toMs: 30_000, max: 500 },
    { value: 'dropped', fromMs: 0, toMs: 30_000, max: 0 },
  ],
};

describe('stretchesOf', () => {
  it('covers the run without gaps', () => {
    const load = [
      { atMs: 0, callsPerSecond: 10 },
      { atMs: 400, callsPerSecond: 20 },
    ];
    assert.deepEqual(stretchesOf(load, 1000), [
      { fromMs: 0, toMs: 400, callsPerSecond: 10 },
      { fromMs: 400, toMs: 1000, callsPerSecond: 20 },
    ]);
  });
});

describe('withLoad', () => {
  it('leaves the scenario where nothing is asked for', () => {
    assert.equal(withLoad(steady, {}), steady);
  });

  it('changes rate and length; windows end with the run, later ones go', () => {
    const changed = withLoad(steady, { callsPerSecond: 5, durationMs: 3000 });
    assert.deepEqual(changed.load, [{ atMs: 0, callsPerSecond: 5 }]);
    assert.equal(changed.durationMs, 3000);
    assert.equal(changed.warmupMs, 1500);
    assert.deepEqual(changed.checks, [{ value: 'dropped', fromMs: 0, toMs: 3000, max: 0 }]);
  });

  it('keeps the windows of a run for ever', () => {
    assert.deepEqual(withLoad(steady, { durationMs: Number.POSITIVE_INFINITY }).checks, steady.checks);
  });

  it('refuses a scenario whose load is part of it', () => {
    const events = [{ atMs: 0, forMs: 1, replica: 1, slowFactor: 2 }];
    assert.throws(
      () => withLoad({ ...steady, events }, { callsPerSecond: 5 }),
      /^Error: ERR_PREQUAL_SCENARIO: RATE=5 is outside what scenario steady allows: its load is part of it$/,
    );
    assert.throws(() => withLoad({ ...steady, events }, { durationMs: 5 }), /DURATION=5/);
  });
});

describe('the reply', () => {
  it('names who served, and the number of a backend', () => {
    assert.equal(servedBy('Hello k6! from backend-2'), 'backend-2');
    assert.equal(servedBy('Hello from me! from node-7.example'), 'node-7.example');
    assert.equal(servedBy('Hello k6!'), null);
    assert.equal(replicaNumber('backend-12'), 12);
    assert.equal(replicaNumber('backend-1-3'), null);
    assert.equal(replicaNumber('node-7'), null);
  });

  it('counts through backends of several replicas', () => {
    assert.equal(replicaNumber('backend-2-3', 10), 13);
    assert.equal(replicaNumber('backend-4', 10), 31);
    assert.equal(replicaNumber('backend-2-11', 10), null);
  });
});

describe('controlOf', () => {
  const fleet = ['http://a', 'http://a', 'http://b', 'http://b', 'http://c'];

  it('names the replica where a control port is that of several', () => {
    assert.equal(replicasPerBackend(fleet), 2);
    assert.equal(replicasPerBackend([]), 1);
    assert.deepEqual(controlOf(2, fleet), { url: 'http://a', only: { replica: 'backend-1-2' } });
    assert.deepEqual(controlOf(3, fleet), { url: 'http://b', only: { replica: 'backend-2-1' } });
    assert.deepEqual(controlOf(5, fleet), { url: 'http://c', only: {} });
    assert.deepEqual(controlOf(2, ['http://a', 'http://b']), { url: 'http://b', only: {} });
    assert.equal(controlOf(6, fleet), null);
  });
});
