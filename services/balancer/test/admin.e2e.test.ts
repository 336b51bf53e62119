// The admin pages and /metrics over real HTTP: what they answer, and what they refuse.

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { connect } from 'node:http2';
import { after, before, describe, it } from 'node:test';
import { trailer } from './support/raw-grpc.ts';
import { RawReplica } from './support/raw-replica.ts';
import { sleep, startTestBalancer, type TestBalancer, until } from './support/test-balancer.ts';
import { TestReplica } from './support/test-replica.ts';

/** A request with headers that fetch would not send. */
function raw(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string>,
  body = '',
): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', method, path, headers }, response => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('admin', () => {
  let replicas: TestReplica[] = [];
  let test: TestBalancer;
  before(async () => {
    replicas = await Promise.all(['a', 'b', 'c'].map(name => TestReplica.start(name)));
    test = await startTestBalancer(replicas, { ADMIN_CONTROLS: 'on', ADMIN_ALLOWED_HOSTS: 'balancer' });
    for (let i = 0; i < 30; i++) await test.client.call();
  });
  after(async () => {
    await test.stop();
    for (const replica of replicas) replica.kill();
  });

  it('lists its paths, is alive and ready', async () => {
    const { json } = await test.get('/paths.json');
    assert.ok((json.paths as string[]).includes('POST /config'));
    assert.deepEqual((await test.get('/healthz')).json, { schema: 1, status: 'ok' });
    assert.deepEqual((await test.get('/readyz')).json, { schema: 1, ready: true });
  });

  it('shows the configuration: settings by name, derived values', async () => {
    const { json } = await test.get('/config');
    assert.equal(json.schema, 1);
    const settings = json.settings as Record<string, unknown>;
    assert.equal(settings.qRif, 0.75);
    assert.equal(settings.policy, 'prequal');
    assert.deepEqual(
      settings.serverUrls,
      replicas.map(({ id }) => id),
    );
    assert.deepEqual(json.derived, { regime: 'small', reuseBudget: 2, poolCapacity: 3, probesPerQuery: 3 });
  });

  it('shows the replicas with state, load and what was measured', async () => {
    const { json } = await test.get('/replicas');
    const rules = json.rules as Record<string, number>;
    assert.deepEqual(Object.keys(rules), ['cold', 'hot', 'fallback', 'only', 'panic', 'baseline']);
    const rows = json.replicas as Record<string, unknown>[];
    const sum = (key: string) => rows.reduce((total, row) => total + Number(row[key]), 0);
    assert.equal(sum('calls'), 30);
    assert.equal(
      Object.values(rules).reduce((total, count) => total + count, 0),
      30,
    );
    assert.ok(Math.abs(sum('share') - 1) < 1e-9);
    const keys =
      'replica state cause sinceMs inFlight rif penalty latencyMs reportAgeMs source calls errors share p50Ms p99Ms';
    assert.deepEqual(Object.keys(rows[0] ?? {}), keys.split(' '));
    assert.equal(rows[0]?.state, 'available');
    assert.equal(rows[0]?.source, 'probe');
  });

  it('shows the pool', async () => {
    const { json } = await test.get('/pool');
    assert.equal(json.capacity, 3);
    assert.equal(json.regime, 'small');
    assert.ok(Array.isArray(json.entries));
    assert.ok(Object.values(json.rifHistory as object).length > 0);
  });

  it('shows decisions: the last, the slowest, since when, and one by its id', async () => {
    const result = await test.client.call();
    const { json } = await test.get('/decisions?last=5');
    const list = json.decisions as Record<string, unknown>[];
    assert.equal(list.length, 5);
    const [newest] = list;
    assert.equal(newest?.traceId, trailer(result, 'x-prequal-trace-id'));
    assert.equal(newest?.replica, trailer(result, 'x-prequal-replica'));
    assert.equal(newest?.method, 'test.Echo/Unary');
    assert.equal(newest?.status, 'OK');
    assert.ok(Number(newest?.durationMs) > 0);
    const one = await test.get(`/decisions/${newest?.id}`);
    assert.deepEqual(one.json, { schema: 1, ...newest });
    const slowest = (await test.get('/decisions?order=slowest&last=100')).json.decisions as {
      durationMs: number;
    }[];
    const durations = slowest.map(({ durationMs }) => durationMs);
    assert.deepEqual(
      durations,
      durations.toSorted((a, b) => b - a),
    );
    const since = (await test.get(`/decisions?sinceMs=${newest?.atMs}`)).json.decisions as unknown[];
    assert.equal(since.length, 1);
  });

  it('refuses what it does not understand', async () => {
    const refusals: [string, number][] = [
      ['/decisions?last=0', 400],
      ['/decisions?last=x', 400],
      ['/decisions?order=best', 400],
      ['/decisions?sinceMs=-1', 400],
      ['/decisions/999999', 404],
      ['/decisions/x', 404],
      ['/nothing', 404],
    ];
    for (const [path, status] of refusals) assert.equal((await test.get(path)).status, status, path);
  });

  it('changes the policy and probing groups, and answers the whole configuration', async () => {
    const changed = await test.post('/config', { qRif: 0.5, probeTimeoutMs: 50 });
    assert.equal(changed.status, 200);
    const settings = changed.json.settings as Record<string, unknown>;
    assert.deepEqual([settings.qRif, settings.probeTimeoutMs, settings.rProbe], [0.5, 50, 3]);
    assert.equal((await test.series('prequal_config_generation')).get(''), 1);
    const baseline = await test.post('/config', { policy: 'round_robin' });
    assert.deepEqual(baseline.json.derived, {
      regime: null,
      reuseBudget: null,
      poolCapacity: null,
      probesPerQuery: null,
    });
    const info = await test.series('prequal_config_info');
    assert.deepEqual([...info.keys()], ['policy=round_robin,mode=auto,estimator=scaled,q_rif=0.5']);
    await test.post('/config', { policy: 'prequal', qRif: 0.75, probeTimeoutMs: 100 });
    assert.ok(test.lines.includes('info configuration 1: {"qRif":0.5,"probeTimeoutMs":50}'));
  });

  it('answers a wrong change with code, field, value and range, and changes nothing', async () => {
    const before = (await test.get('/config')).json;
    const wrong: [unknown, string][] = [
      [{ qRif: 1.5 }, 'qRif'],
      [{ qRif: '0.5' }, 'qRif'],
      [{ policy: 'best' }, 'policy'],
      [{ rProbe: 1, qRif: -1 }, 'qRif'],
      [{ port: 1 }, 'port'],
      [{ decisions: 5 }, 'decisions'],
      [{ constructor: 1 }, 'constructor'],
      [[1], 'body'],
      ['text', 'body'],
    ];
    for (const [body, field] of wrong) {
      const { status, json } = await test.post('/config', body);
      assert.equal(status, 400, JSON.stringify(body));
      assert.equal(json.code, 'ERR_PREQUAL_CONFIG');
      assert.equal(json.field, field);
      assert.equal('value' in json && 'range' in json, true);
    }
    assert.deepEqual((await test.get('/config')).json, before);
  });

  it('serves only names that are ours, GET included', async () => {
    const { adminPort, metricsPort } = test.balancer;
    const get = (host: string) => raw(adminPort, 'GET', '/config', { host });
    assert.equal(await get('evil.example'), 403);
    assert.equal(await get('balancer:9901'), 200);
    assert.equal(await get('localhost:1'), 200);
    assert.equal(await get('[::1]:1'), 200);
    assert.equal(await raw(metricsPort, 'GET', '/metrics', { host: 'prometheus-sees-this' }), 200);
  });

  it('takes no change from another site, no large body, no broken JSON, no other method', async () => {
    const { adminPort } = test.balancer;
    const post = (headers: Record<string, string>, body = '{}') =>
      raw(adminPort, 'POST', '/config', { host: 'localhost', ...headers }, body);
    assert.equal(await post({ origin: 'http://evil.example' }), 403);
    assert.equal(await post({ origin: 'http://localhost' }), 200);
    assert.equal(await post({}, ' '.repeat(70_000)), 413);
    assert.equal(await post({}, '{'), 400);
    assert.equal(await raw(adminPort, 'PUT', '/config', { host: 'localhost' }), 405);
    assert.equal(await raw(adminPort, 'GET', '/config?qRif=0.1', { host: 'localhost' }), 200);
    const settings = (await test.get('/config')).json.settings as { qRif: number };
    assert.equal(settings.qRif, 0.75);
  });

  it('changes nothing where ADMIN_CONTROLS is off', async () => {
    const closed = await startTestBalancer(replicas);
    const { status, json } = await closed.post('/config', { qRif: 0.5 });
    assert.equal(status, 403);
    assert.equal(json.code, 'ERR_PREQUAL_CONTROLS');
    await closed.stop();
  });

  it('serves OpenMetrics whose closed counters stand at 0 from the start', async () => {
    const fresh = await startTestBalancer(replicas);
    const response = await fetch(`http://127.0.0.1:${fresh.balancer.metricsPort}/metrics`);
    assert.match(
      response.headers.get('content-type') ?? '',
      /^application\/openmetrics-text; version=1\.0\.0/,
    );
    const text = await response.text();
    assert.match(text, /# EOF\n$/);
    const [{ id } = { id: '' }] = replicas;
    for (const sample of [
      'prequal_retries_total{reason="goaway"} 0',
      'prequal_refused_total{reason="draining"} 0',
      'prequal_probes_skipped_total{reason="backoff"} 0',
      'prequal_reports_invalid_total{reason="rif"} 0',
      'prequal_spans_dropped_total 0',
      `prequal_queries_total{policy="prequal",replica="${id}",code="UNAVAILABLE"} 0`,
      `prequal_picks_total{policy="prequal",replica="${id}",rule="panic"} 0`,
      `prequal_probes_total{replica="${id}",outcome="timeout"} 0`,
      `prequal_probe_removals_total{reason="worst",replica="${id}"} 0`,
      'prequal_regime{regime="small"} 1',
      `prequal_replica_state{replica="${id}",state="available"} 1`,
    ]) {
      assert.ok(text.includes(`${sample}\n`), sample);
    }
    await fresh.stop();
  });

  it('10,000 method names leave the number of series as it was', async () => {
    const replica = new RawReplica('unimplemented');
    const id = await replica.listen();
    const own = await startTestBalancer([id]);
    const count = async () => (await own.metrics()).split('\n').filter(line => !line.startsWith('#')).length;
    await until(async () => (await own.client.call({ path: '/first.Unknown/Method' })).code === 12);
    const before = await count();
    const session = connect(`http://127.0.0.1:${own.balancer.port}`);
    const call = (path: string) =>
      new Promise<void>(resolve => {
        const headers = {
          ':method': 'POST',
          ':path': path,
          'content-type': 'application/grpc',
          te: 'trailers',
        };
        session.request(headers, { endStream: true }).on('close', resolve).resume();
      });
    for (let i = 0; i < 100; i++) {
      await Promise.all(Array.from({ length: 100 }, (_, j) => call(`/x.Y/M${i * 100 + j}`)));
    }
    session.close();
    assert.ok(replica.calls > 10_000);
    assert.equal(await count(), before);
    const { json } = await own.get('/decisions?last=1');
    assert.equal((json.decisions as { method: string }[])[0]?.method, '_OTHER');
    await own.stop();
    replica.close();
  });

  it('switches the policy under load without losing a call', async () => {
    const running: Promise<{ code: number }>[] = [];
    const timer = setInterval(() => running.push(test.client.call()), 5);
    for (const policy of ['random', 'least_loaded', 'round_robin', 'prequal']) {
      await sleep(150);
      assert.equal((await test.post('/config', { policy })).status, 200);
    }
    await sleep(150);
    clearInterval(timer);
    const results = await Promise.all(running);
    assert.ok(results.length > 50);
    assert.deepEqual(
      results.filter(({ code }) => code !== 0),
      [],
    );
    const picks = await test.series('prequal_picks_total');
    const of = (policy: string) =>
      [...picks]
        .filter(([key]) => key.startsWith(`policy=${policy},`))
        .reduce((sum, [, value]) => sum + value, 0);
    for (const policy of ['random', 'least_loaded', 'round_robin', 'prequal'])
      assert.ok(of(policy) > 0, policy);
  });
});
