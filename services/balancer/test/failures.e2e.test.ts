// Replicas that fail: refused connections, frozen ones, none at all, and those that answer no probes.

import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { status } from '@grpc/grpc-js';
import { trailer } from './support/raw-grpc.ts';
import { RawReplica } from './support/raw-replica.ts';
import { sleep, startTestBalancer, type TestBalancer, until } from './support/test-balancer.ts';
import { type ProbeScript, TestReplica } from './support/test-replica.ts';

describe('failures', () => {
  const cleanUp: (() => unknown)[] = [];
  afterEach(async () => {
    for (const undo of cleanUp.splice(0).reverse()) await undo();
  });

  async function fleet(scripts: readonly ProbeScript[], variables: Record<string, string> = {}) {
    const replicas = await Promise.all(scripts.map((probe, i) => TestReplica.start(`r${i}`, { probe })));
    const test = await startTestBalancer(replicas, variables);
    cleanUp.push(
      () => replicas.map(replica => replica.kill()),
      () => test.stop(),
    );
    return { replicas, test };
  }

  /** Open-loop calls until stopped; returns how they ended. */
  function load(test: TestBalancer, callsPerSecond: number, deadlineMs = 5000) {
    const results: Promise<{ code: status; replica: string | undefined; atMs: number }>[] = [];
    const timer = setInterval(() => {
      const atMs = performance.now();
      const calling = test.client.call({ deadlineMs });
      results.push(
        calling.then(result => ({ code: result.code, replica: trailer(result, 'x-prequal-replica'), atMs })),
      );
    }, 1000 / callsPerSecond);
    const stop = () => {
      clearInterval(timer);
      return Promise.all(results);
    };
    cleanUp.push(() => clearInterval(timer));
    return stop;
  }

  const state = async (test: TestBalancer, id: string) => {
    const { json } = await test.get('/replicas');
    return (json.replicas as { replica: string; state: string }[]).find(row => row.replica === id)?.state;
  };

  it('sends a call elsewhere when its replica is gone, and loses none', async () => {
    const { replicas, test } = await fleet(['ok', 'ok', 'ok']);
    const stop = load(test, 200);
    await sleep(300);
    const [first] = replicas;
    await first?.shutDown();
    await sleep(500);
    const results = await stop();
    assert.deepEqual(
      results.filter(({ code }) => code !== status.OK),
      [],
    );
    assert.match(test.lines.join('\n'), new RegExp(`replica ${first?.id}: available -> disconnected: `));
  });

  it('tells the client at once when the only replica refuses', async () => {
    const refuser = new RawReplica('refuse');
    const id = await refuser.listen();
    const test = await startTestBalancer([id]);
    cleanUp.push(
      () => refuser.close(),
      () => test.stop(),
    );
    await until(() =>
      test.lines.some(line => line.startsWith(`info replica ${id}: disconnected -> available`)),
    );
    const startMs = performance.now();
    const { code, details } = await test.client.call();
    assert.equal(code, status.UNAVAILABLE);
    assert.match(details, /was not reached \(refused\)/);
    assert.ok(performance.now() - startMs < 800, 'it waits for no other one');
  });

  it('sends a refused call once to another replica, never back, and nothing else again', async () => {
    const [refuser, other] = [new RawReplica('refuse'), new RawReplica('refuse')];
    const good = await TestReplica.start('good');
    const id = await refuser.listen();
    const test = await startTestBalancer([id, good], { POLICY: 'round_robin' });
    cleanUp.push(
      () => [refuser, other].map(one => one.close()),
      () => good.kill(),
      () => test.stop(),
    );
    await until(() =>
      test.lines.some(line => line.startsWith(`info replica ${id}: disconnected -> available`)),
    );
    for (let i = 0; i < 10; i++) assert.equal((await test.client.call()).code, status.OK);
    assert.equal(refuser.calls, 5);
    assert.equal((await test.series('prequal_retries_total')).get('reason=refused'), 5);
    const inFlight = await test.series('prequal_queries_in_flight');
    assert.deepEqual([...inFlight.values()], [0, 0]);
    good.fails = { code: status.UNAVAILABLE, details: 'answered so' };
    const before = good.seen.length;
    const answered = await test.client.call({ messages: [] });
    assert.equal(answered.details, 'answered so');
    assert.equal(good.seen.length, before + 1);
    const nobody = await startTestBalancer([id, await other.listen()], { POLICY: 'round_robin' });
    cleanUp.push(() => nobody.stop());
    await until(() => nobody.lines.filter(line => line.includes(' -> available')).length === 2);
    const refused = await nobody.client.call();
    assert.equal(refused.code, status.UNAVAILABLE);
    assert.match(refused.details, /^replica \S+ was not reached \(refused\)/);
  });

  it('does not set a replica aside that answers calls but no probes', async () => {
    const { replicas, test } = await fleet(['hang', 'ok']);
    const stop = load(test, 60);
    await sleep(1200);
    const results = await stop();
    assert.ok(results.every(({ code }) => code === status.OK));
    assert.ok((replicas[0]?.probes ?? 0) > 3);
    assert.doesNotMatch(test.lines.join('\n'), /set_aside/);
  });

  it('follows a name whose addresses come and go', async () => {
    const first = await TestReplica.start('first', { host: '127.0.0.1' });
    const second = await TestReplica.start('second', { host: '127.0.0.2', port: first.port });
    cleanUp.push(
      () => first.kill(),
      () => second.kill(),
    );
    let addresses = ['127.0.0.1'];
    const server = `fleet.test:${first.port}`;
    const test = await startTestBalancer([server], { DNS_REFRESH_MS: '20' }, async () => addresses);
    cleanUp.push(() => test.stop());
    assert.equal(trailer(await test.client.call(), 'x-prequal-replica'), server);
    addresses = ['127.0.0.1', '127.0.0.2'];
    await until(() => test.lines.filter(line => line.includes(' -> available')).length === 3);
    const seen = new Set<string | undefined>();
    for (let i = 0; i < 40; i++) seen.add(trailer(await test.client.call(), 'x-prequal-replica'));
    assert.deepEqual([...seen].sort(), [first.id, second.id].sort());
    addresses = ['127.0.0.2'];
    await until(() => test.lines.some(line => line === `info replica ${first.id}: left`));
    const stop = load(test, 100);
    addresses = [];
    await sleep(150);
    const results = await stop();
    assert.ok(
      results.length > 5 && results.every(({ code, replica }) => code === status.OK && replica === server),
    );
  });

  it('sets a frozen replica aside within 1 s under load and takes it back within 2 s', async () => {
    const { replicas, test } = await fleet(['ok', 'ok', 'ok']);
    const [first] = replicas;
    assert.ok(first);
    const stop = load(test, 100, 1500);
    await sleep(300);
    first.frozen = true;
    const frozenAtMs = performance.now();
    await until(async () => (await state(test, first.id)) === 'set_aside', 1000);
    const outAtMs = performance.now();
    await sleep(600);
    first.frozen = false;
    const thawedAtMs = performance.now();
    await until(async () => (await state(test, first.id)) === 'available', 2000);
    const backAfterMs = performance.now() - thawedAtMs;
    const results = await stop();
    const failed = results.filter(({ code }) => code !== status.OK);
    assert.ok(
      failed.every(({ atMs }) => atMs < outAtMs),
      'a call failed that came after it was set aside',
    );
    assert.ok(outAtMs - frozenAtMs < 1000 && backAfterMs < 2000);
    assert.match(
      test.lines.join('\n'),
      new RegExp(`replica ${first.id}: available -> set_aside: \\d+ probes in a row timed out`),
    );
  });

  it('panics when all are frozen: calls are tried, and the first answer ends it', async () => {
    const { replicas, test } = await fleet(['ok', 'ok']);
    for (const replica of replicas) replica.frozen = true;
    const stop = load(test, 50, 400);
    await until(() => test.lines.some(line => line.includes('panic: no replica is available')), 3000);
    await until(async () => ((await test.get('/replicas')).json.rules as { panic: number }).panic > 0);
    for (const replica of replicas) replica.frozen = false;
    await until(() => test.lines.some(line => line.includes('panic is over')), 2000);
    await stop();
    assert.equal((await test.client.call()).code, status.OK);
  });

  it('lets a call wait for a replica, for a second and no longer', async () => {
    const test = await startTestBalancer(['127.0.0.1:9']);
    cleanUp.push(() => test.stop());
    const startMs = performance.now();
    const waited = await test.client.call();
    const tookMs = performance.now() - startMs;
    assert.equal(waited.code, status.UNAVAILABLE);
    assert.equal(waited.details, 'no replica is connected');
    assert.ok(tookMs > 950 && tookMs < 1500, `${tookMs} ms`);
    const hurried = await test.client.call({ deadlineMs: 200 });
    assert.equal(hurried.code, status.DEADLINE_EXCEEDED);
    const refused = await test.series('prequal_refused_total');
    assert.equal(refused.get('reason=no_replica'), 1);
    await until(async () => (await test.series('prequal_refused_total')).get('reason=deadline') === 1);
    assert.equal((await test.get('/readyz')).status, 503);
    const said = test.lines.filter(line => line.startsWith('warn replica 127.0.0.1:9: still disconnected: '));
    assert.equal(said.length, 1, test.lines.join('\n'));
  });

  it('ends a waiting call when the drain is over', async () => {
    const test = await startTestBalancer(['127.0.0.1:9'], { DRAIN_MS: '100' });
    const waiting = test.client.call();
    await sleep(50);
    const startMs = performance.now();
    await test.stop();
    assert.equal((await waiting).code, status.UNAVAILABLE);
    assert.ok(performance.now() - startMs < 800);
  });

  it('sends a waiting call as soon as a replica is there', async () => {
    const gone = await TestReplica.start('r');
    const test = await startTestBalancer([gone]);
    cleanUp.push(() => test.stop());
    gone.kill();
    await until(() => test.lines.some(line => line.includes('available -> disconnected')));
    const waiting = test.client.call();
    await sleep(150);
    const back = await TestReplica.start('r', { port: gone.port });
    cleanUp.push(() => back.kill());
    assert.equal((await waiting).code, status.OK);
  });

  for (const script of ['none', 'error', 'nonsense'] as const) {
    it(`works without a probe service (${script}) and says so once`, async () => {
      const { replicas, test } = await fleet([script, script, 'ok']);
      for (let i = 0; i < 60; i++) assert.equal((await test.client.call()).code, status.OK);
      const said = test.lines.filter(line => line.includes('no probe service'));
      assert.equal(said.length, 2, said.join('\n'));
      const [first] = replicas;
      const series = await test.series('prequal_replica_load_source');
      assert.equal(series.get(`replica=${first?.id},source=local`), 1);
      assert.equal(await state(test, first?.id ?? ''), 'available');
      assert.ok((first?.probes ?? 99) <= 2, 'asked again every 30 s, not before');
    });
  }

  it('takes load from trailers as it takes it from probes', async () => {
    const { replicas, test } = await fleet(['none', 'none']);
    for (const [i, replica] of replicas.entries()) {
      replica.trailers = { 'x-prequal-rif': String(i * 5), 'x-prequal-latency-us': '7000' };
    }
    for (let i = 0; i < 20; i++) await test.client.call();
    const source = await test.series('prequal_replica_load_source');
    const [first] = replicas;
    assert.equal(source.get(`replica=${first?.id},source=trailer`), 1);
    const latency = await test.series('prequal_replica_latency_estimate_seconds');
    assert.ok((latency.get(`replica=${first?.id}`) ?? 0) > 0);
  });

  it('believes no trailer that cannot be true', async () => {
    const { replicas, test } = await fleet(['none']);
    for (const replica of replicas) replica.trailers = { 'x-prequal-rif': '-5' };
    await test.client.call();
    assert.equal((await test.series('prequal_reports_invalid_total')).get('reason=undecodable'), 1);
  });

  it('sends nothing new to a replica that reports draining', async () => {
    const { replicas, test } = await fleet(['ok', 'ok']);
    const [first, second] = replicas;
    assert.ok(first && second);
    first.report.draining = true;
    await until(async () => (await state(test, first.id)) === 'draining');
    const before = first.seen.length;
    for (let i = 0; i < 20; i++) await test.client.call();
    assert.equal(first.seen.length, before);
    first.report.draining = false;
    await until(async () => (await state(test, first.id)) === 'available', 2000);
  });

  it('prefers the replica that reports the lower latency', async () => {
    const { replicas, test } = await fleet(['ok', 'ok', 'ok'], { Q_RIF: '1', DELTA: '30' });
    for (const [i, replica] of replicas.entries()) replica.report.latencyUs = i === 1 ? 1000 : 50_000;
    // Latency alone, and many picks a report: a stall of this machine lowers the probe rate and must not change the answer.
    await sleep(700);
    const stop = load(test, 50);
    await sleep(1000);
    const results = await stop();
    const [, fast] = replicas;
    const share = results.filter(({ replica }) => replica === fast?.id).length / results.length;
    assert.ok(share > 0.7, `${share} of ${results.length}`);
  });
});
