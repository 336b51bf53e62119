// Synchronous mode live: each call waits for probes of its own, never long, and error aversion keeps calls from what fails.

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { status } from '@grpc/grpc-js';
import { trailer } from './support/raw-grpc.ts';
import { sleep, startTestBalancer, type TestBalancer, until } from './support/test-balancer.ts';
import { TestReplica } from './support/test-replica.ts';

// Long enough for a busy machine; what is tested is that nobody waits for it.
const WAIT_MS = '300';
const PROBE_TIMEOUT_MS = 5000;

describe('synchronous mode', () => {
  let replicas: TestReplica[];
  let test: TestBalancer;
  before(async () => {
    replicas = await Promise.all(['a', 'b', 'c'].map(name => TestReplica.start(name)));
    test = await startTestBalancer(replicas, {
      ...{
        MODE: 'sync',
        SYNC_WAIT_MS: WAIT_MS,
        PROBE_TIMEOUT_MS: String(PROBE_TIMEOUT_MS),
        PROBE_IDLE_MS: '0',
      },
      ...{ ADMIN_CONTROLS: 'on' },
    });
  });
  beforeEach(() => {
    for (const replica of replicas) replica.frozen = false;
  });
  after(async () => {
    await test.stop();
    for (const replica of replicas) replica.kill();
  });

  const [bases, decisions] = [
    async () => await test.series('prequal_sync_picks_total'),
    async () => (await test.get('/decisions?last=1')).json.decisions as Record<string, unknown>[],
  ];

  it('asks first, then chooses by what has just been answered', async () => {
    const [a, b, c] = replicas;
    assert.ok(a && b && c);
    for (const best of [a, b, c, a]) {
      for (const replica of replicas) replica.report = { rif: 1, latencyUs: 9000, draining: false };
      best.report = { rif: 1, latencyUs: 1000, draining: false };
      // Two of three answers are waited for: with more calls the best one is among them at times.
      const served = new Set<string | undefined>();
      for (let i = 0; i < 20; i++) served.add(trailer(await test.client.call(), 'x-prequal-replica'));
      assert.ok(served.has(best.id));
    }
    const [decision] = await decisions();
    assert.equal(decision?.mode, 'sync');
    assert.ok(Number(decision?.answers) >= 2);
    assert.match(String(decision?.reason), /asked first, \d answered in time$/);
    assert.ok(((await bases()).get('basis=answers') ?? 0) >= 70);
  });

  it('goes to the pool when answers do not come, no later than SYNC_WAIT_MS', async () => {
    for (const replica of replicas) replica.frozen = true;
    const startMs = performance.now();
    const call = test.client.call({ deadlineMs: 2000 });
    await until(async () => [...(await bases())].some(([basis, n]) => basis !== 'basis=answers' && n > 0));
    const waitedMs = performance.now() - startMs;
    // Nothing else ends the wait: the probes are given up much later.
    assert.ok(waitedMs >= Number(WAIT_MS) * 0.9 && waitedMs < PROBE_TIMEOUT_MS / 2, `${waitedMs} ms`);
    assert.equal((await call).code, status.DEADLINE_EXCEEDED);
  });

  it('forgets a call that is cancelled while it waits', async () => {
    for (const replica of replicas) replica.frozen = true;
    const result = await test.client.call({ deadlineMs: 60 });
    assert.equal(result.code, status.DEADLINE_EXCEEDED);
    // By now the wait would be over, and the call on its way to a replica that does not answer.
    await sleep(2 * Number(WAIT_MS));
    const inFlight = await test.series('prequal_queries_in_flight');
    assert.deepEqual([...inFlight.values()], [0, 0, 0]);
  });

  it('is switched at run time', async () => {
    await test.post('/config', { mode: 'async' });
    assert.equal((await test.client.call()).code, status.OK);
    assert.equal((await decisions())[0]?.mode, 'async');
    await test.post('/config', { mode: 'sync' });
    assert.equal((await test.client.call()).code, status.OK);
    assert.equal((await decisions())[0]?.mode, 'sync');
  });
});

describe('error aversion', () => {
  it('sets a replica that fails at once aside, says why, and takes it back when it serves again', async () => {
    const replicas = await Promise.all(['a', 'b', 'c'].map(name => TestReplica.start(name)));
    const test = await startTestBalancer(replicas, {});
    const [bad] = replicas;
    assert.ok(bad);
    for (let i = 0; i < 30; i++) await test.client.call();
    bad.fails = { code: status.UNAVAILABLE, details: 'broken' };
    let failed = 0;
    for (let i = 0; i < 300; i++) if ((await test.client.call()).code !== status.OK) failed++;
    assert.ok(failed >= 1 && failed <= 12, `${failed} of 300 failed`);
    bad.fails = null;
    const served = async () => trailer(await test.client.call(), 'x-prequal-replica');
    await until(async () => (await served()) === bad.id, 20_000);
    await test.stop();
    for (const replica of replicas) replica.kill();
  });

  it('keeps to the replicas that serve when a caller is at fault', async () => {
    const replicas = await Promise.all(['a', 'b'].map(name => TestReplica.start(name)));
    const test = await startTestBalancer(replicas);
    for (const replica of replicas) replica.fails = { code: status.INVALID_ARGUMENT, details: 'yours' };
    for (let i = 0; i < 50; i++) await test.client.call();
    const states = (await test.get('/replicas')).json.replicas as { state: string }[];
    assert.deepEqual(
      states.map(({ state }) => state),
      ['available', 'available'],
    );
    await test.stop();
    for (const replica of replicas) replica.kill();
  });
});
