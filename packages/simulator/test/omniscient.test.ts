// The references choose what their definitions say, over machines set up by hand.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRng } from 'prequal';
import { OMNISCIENT_NAMES, type OmniscientName, simulate } from 'simulator';
import { Omniscient } from '../src/omniscient.ts';
import { Replica } from '../src/replica.ts';
import { smallFleet } from './fleet-options.ts';

/** A replica of two cores at `speed` with jobs of these lengths, `coming` queries of 10 ms on their way. */
function replicaOf(speed: number, jobs: readonly number[], coming = 0): Replica {
  const replica = new Replica({ cores: 2, spareCores: 0, speed, estimator: 'scaled', antagonist: null });
  jobs.forEach((workMs, id) => {
    replica.arrive();
    replica.queue.arrive(id, workMs, 0);
  });
  replica.comingQueries = coming;
  replica.comingMs = 10 * coming;
  return replica;
}

function choices(name: OmniscientName, replicas: readonly Replica[], workMs = 10): number[] {
  const omniscient = new Omniscient(name, replicas, createRng(1));
  return [...new Set(Array.from({ length: 50 }, () => omniscient.choose(workMs, 0)))].sort();
}

test('shortest_queue counts what is there and on its way, whatever the machine and the work', () => {
  const replicas = [replicaOf(1, [1, 1, 1]), replicaOf(0.1, [999], 1), replicaOf(1, [1], 1)];
  assert.deepEqual(choices('omniscient_shortest_queue', replicas), [1, 2]);
});

test('shortest_delay prefers speed until sharing eats it up', () => {
  const slow = replicaOf(0.5, []);
  assert.deepEqual(choices('omniscient_shortest_delay', [slow, replicaOf(1, [9, 9])]), [1]);
  assert.deepEqual(choices('omniscient_shortest_delay', [slow, replicaOf(1, [9, 9, 9])]), [0, 1]);
  assert.deepEqual(choices('omniscient_shortest_delay', [slow, replicaOf(1, [9, 9], 2)]), [0]);
});

test('least_work goes where all is done soonest', () => {
  const replicas = [replicaOf(1, [100]), replicaOf(1, [20, 20, 20]), replicaOf(0.5, [26])];
  assert.deepEqual(choices('omniscient_least_work', replicas), [1]);
  assert.deepEqual(choices('omniscient_least_work', replicas, 100), [1]);
  assert.deepEqual(choices('omniscient_least_work', [replicaOf(1, [20], 3), replicaOf(1, [40])]), [1]);
});

test('a reference leaves out what cannot serve, and is better than chance', () => {
  const events = [{ atMs: 0, replica: 1, frozen: true }];
  for (const policy of OMNISCIENT_NAMES) {
    const load = 250;
    const { replicas, latency, probesPerQuery } = simulate({
      ...smallFleet,
      load,
      events,
      policy: { policy },
    });
    assert.equal(replicas[1]?.queries, 0, policy);
    assert.equal(probesPerQuery, 0);
    const random = simulate({
      ...smallFleet,
      load,
      events: [{ atMs: 0, replica: 1, member: false }],
      policy: { policy: 'random' },
    });
    assert.ok((latency.p99Ms ?? 0) < (random.latency.p99Ms ?? 0), policy);
  }
});

test('where all that serve stand still, one of them is picked all the same', () => {
  for (const name of OMNISCIENT_NAMES) {
    assert.deepEqual(choices(name, [replicaOf(0, [5]), replicaOf(0, [5])]), [0, 1], name);
  }
});
