// The inspector's server side over real HTTP: the page's files, its events, replay, and changes passed on to backends.

import assert from 'node:assert/strict';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { EventReader } from './support/event-reader.ts';
import { sleep, startTestBalancer, type TestBalancer, until } from './support/test-balancer.ts';
import { TestReplica } from './support/test-replica.ts';

/** A backend's control port that keeps what it was sent and answers as told. */
class ControlPort {
  readonly bodies: unknown[] = [];
  gets = 0;
  rows: Record<string, unknown>[] = [];
  status = 200;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((incoming, response) => {
      let body = '';
      incoming.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      incoming.on('end', () => {
        if (incoming.method === 'POST') this.bodies.push(JSON.parse(body));
        else this.gets++;
        const refused = { code: 'ERR_PREQUAL_CONFIG', field: 'slowFactor' };
        const bad = incoming.method === 'POST' && this.status !== 200;
        response.writeHead(bad ? this.status : 200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(bad ? refused : { schema: 1, replicas: this.rows }));
      });
    });
  }

  listen(): Promise<string> {
    return new Promise(resolve =>
      this.#server.listen(0, '127.0.0.1', () =>
        resolve(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`),
      ),
    );
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

function row(name: string, port: number, change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...{ replica: name, port, rif: 0, slowFactor: 1, errorFraction: 0, errorStatus: 'UNAVAILABLE' },
    ...{ frozen: false, stopped: false, capacityCores: 4, coresAtStart: 4, remainingMs: {} },
    ...change,
  };
}

describe('inspector', () => {
  let replicas: TestReplica[] = [];
  let test: TestBalancer;
  let base = '';
  const control = new ControlPort();
  const shared = new ControlPort();
  before(async () => {
    replicas = await Promise.all(['a', 'b', 'c', 'd'].map(name => TestReplica.start(name)));
    // Unlike latencies: what is equal is drawn at random, and a replay draws anew.
    replicas.forEach((replica, index) => {
      replica.report = { rif: 0, latencyUs: 1000 * (index + 1), draining: false };
    });
    const [one, both] = [await control.listen(), await shared.listen()];
    control.rows = [row('a', 1)];
    shared.rows = [row('b', replicas[1]?.port ?? 0), row('c', replicas[2]?.port ?? 0)];
    test = await startTestBalancer(replicas, {
      ADMIN_CONTROLS: 'on',
      CONTROL_URLS: `${one}/,${both},${both}`,
      JAEGER_URL: 'http://localhost:16686',
    });
    base = `http://127.0.0.1:${test.balancer.adminPort}`;
    for (let i = 0; i < 30; i++) await test.client.call();
  });
  after(async () => {
    await test.stop();
    for (const replica of replicas) replica.kill();
    control.close();
    shared.close();
  });

  it('serves the page: types, a policy without inline scripts, tags', async () => {
    const page = await fetch(`${base}/`);
    assert.equal(page.status, 200);
    assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8');
    const policy = page.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'self'/);
    assert.doesNotMatch(policy, /unsafe/);
    const html = await page.text();
    assert.doesNotMatch(html, /<script(?![^>]*src=)|\son\w+=|style="|https?:\/\//);
    const named = [...html.matchAll(/(?:src|href)="(\/web\/[^"]+)"/g)].map(([, path = '']) => path);
    assert.ok(named.length >= 6);
    for (const path of named) assert.equal((await fetch(base + path)).status, 200, path);
    const script = await fetch(`${base}/web/uPlot.js`);
    assert.equal(script.headers.get('content-type'), 'text/javascript; charset=utf-8');
    const etag = page.headers.get('etag') ?? '';
    const again = await fetch(`${base}/`, { headers: { 'if-none-match': etag } });
    assert.equal(again.status, 304);
    const head = await fetch(`${base}/`, { method: 'HEAD' });
    assert.equal(head.headers.get('content-length'), String(Buffer.byteLength(html)));
    assert.equal(await head.text(), '');
  });

  it('every module that a script imports is served', async () => {
    const seen = new Set(['/web/main.js']);
    for (const path of seen) {
      const answer = await fetch(base + path);
      assert.equal(answer.status, 200, path);
      for (const [, name] of (await answer.text()).matchAll(/from '\.\/([\w.-]+)'/g))
        seen.add(`/web/${name}`);
    }
    assert.ok(seen.size > 15);
  });

  it('serves nothing else', async () => {
    const paths = [
      '/web/',
      '/web/tsconfig.json',
      '/web/../src/main.ts',
      '/web/..%2fsrc%2fmain.ts',
      '/web/%2e%2e/package.json',
      '/web/..\\package.json',
      '/web//etc/passwd',
      '/web/constructor',
    ];
    for (const path of paths) {
      const status = await new Promise<number>((resolve, reject) => {
        const port = test.balancer.adminPort;
        const sent = request({ port, host: '127.0.0.1', path }, answer => {
          answer.resume();
          resolve(answer.statusCode ?? 0);
        });
        sent.on('error', reject).end();
      });
      assert.equal(status, 404, path);
    }
  });

  it('sends hello and the whole state at once, then at most ten a second', async () => {
    const reader = new EventReader(test.balancer.adminPort);
    await until(() => reader.events.length >= 2);
    const [hello, first] = reader.events;
    assert.equal(hello?.event, 'hello');
    assert.deepEqual([hello?.data.controls, hello?.data.jaegerUrl], [true, 'http://localhost:16686']);
    assert.equal(
      hello?.data.jaegerSearchUrl,
      'http://localhost:16686/search?service=prequal-balancer&operation=helloworld.Greeter%2FSayHello',
    );
    assert.deepEqual(
      hello?.data.controllable,
      replicas.slice(0, 3).map(({ id }) => id),
    );
    assert.ok(Number(first?.atMs) - Number(hello?.atMs) < 100);
    const state = first?.data ?? {};
    for (const name of ['replicas', 'pool', 'rifHistory', 'decisions', 'rules', 'marks', 'options'])
      assert.ok(name in state, name);
    assert.equal((state.replicas as unknown[]).length, 4);
    const [newest] = state.decisions as Record<string, unknown>[];
    const whole = (await test.get(`/decisions/${newest?.id}`)).json;
    assert.deepEqual([whole.reason, whole.candidates], [newest?.reason, state.candidates]);
    const before = reader.events.length;
    await sleep(2000);
    const ticks = reader.events.length - before;
    assert.ok(ticks >= 4 && ticks <= 20, `${ticks} events in 2 s`);
    reader.close();
  });

  it('asks no control port while nobody listens', async () => {
    await sleep(1200);
    const before = control.gets;
    await sleep(1500);
    assert.equal(control.gets, before);
    const reader = new EventReader(test.balancer.adminPort);
    await until(() => control.gets > before && 'faults' in (reader.states().at(-1) ?? {}));
    reader.close();
  });

  it('marks a change of settings, and one that was made at the backend itself', async () => {
    const reader = new EventReader(test.balancer.adminPort);
    const texts = () => ((reader.states().at(-1)?.marks ?? []) as { text: string }[]).map(({ text }) => text);
    const known = () => Object.keys((reader.states().at(-1)?.faults ?? {}) as object).length;
    await until(() => known() === 3);
    await test.post('/config', { qRif: 0.5 });
    await test.post('/config', { qRif: 0.84, rProbe: 3 });
    control.rows = [row('a', 1, { slowFactor: 10, remainingMs: { slowFactor: 20_000 } })];
    await until(() => texts().includes('a: slow x10 for 20 s'));
    control.rows = [row('a', 1)];
    await until(() => texts().includes('a: no longer slow'));
    assert.deepEqual(texts().slice(0, 2), ['qRif 0.5', 'qRif 0.84, rProbe 3']);
    reader.close();
  });

  it('marks the phases of a scenario, and its end when its load says no more', async () => {
    const reader = new EventReader(test.balancer.adminPort);
    const marks = () => (reader.states().at(-1)?.marks ?? []) as { text: string; kind: string }[];
    const texts = () => marks().flatMap(({ text, kind }) => (kind === 'scenario' ? text : []));
    await test.post('/scenario', { scenario: 'load', phase: 'run', forMs: 60_000 });
    await test.post('/scenario', { scenario: 'antagonist', phase: 'run', forMs: 60_000 });
    await test.post('/scenario', { scenario: 'antagonist', phase: 'slow-2', forMs: 300 });
    await until(() => texts().length === 3);
    assert.deepEqual(texts(), ['antagonist: run', 'antagonist: slow-2', 'antagonist is over']);
    reader.close();
  });

  it('passes a change on, names the replica where the port is shared, and passes errors back', async () => {
    const [a, b, c, d] = replicas.map(({ id }) => id);
    const change = { slowFactor: 2, forMs: 1000 };
    const path = (id = '') => `/replicas/${encodeURIComponent(id)}/control`;
    assert.equal((await test.post(path(a), change)).status, 200);
    assert.deepEqual(control.bodies, [change]);
    await test.post(path(b), change);
    await test.post(path(c), { ...change, replica: 'c' });
    assert.deepEqual(shared.bodies, [
      { replica: 'b', ...change },
      { replica: 'c', ...change },
    ]);
    await test.post(path(a), { frozen: true });
    assert.deepEqual(control.bodies.at(-1), { frozen: true, forMs: 60_000 });
    await test.post(path(a), { frozen: true, forMs: 0 });
    assert.deepEqual(control.bodies.at(-1), { frozen: true });
    control.status = 400;
    const refused = await test.post(path(a), { slowFactor: -1 });
    assert.deepEqual([refused.status, refused.json.field], [400, 'slowFactor']);
    control.status = 200;
    const none = await test.post(path(d), change);
    assert.deepEqual([none.status, none.json.code], [400, 'ERR_PREQUAL_CONTROL_URL']);
    const unknown = await test.post(path('nobody:1'), change);
    assert.deepEqual([unknown.status, unknown.json.code], [400, 'ERR_PREQUAL_CONTROL_URL']);
  });

  it('says so when a control port does not answer', async () => {
    const [first] = replicas;
    assert.ok(first);
    const own = await startTestBalancer([first], {
      ADMIN_CONTROLS: 'on',
      CONTROL_URLS: 'http://127.0.0.1:1',
    });
    const { status, json } = await own.post(`/replicas/${first.id}/control`, { frozen: true });
    assert.deepEqual([status, json.code], [502, 'ERR_PREQUAL_CONTROL_UNREACHED']);
    await own.stop();
  });

  it('replays a decision by the core, without controls too, and changes nothing', async context => {
    const closed = await startTestBalancer(replicas);
    context.after(() => closed.stop());
    for (let i = 0; i < 30; i++) await closed.client.call();
    const { decisions } = (await closed.get('/decisions?last=30')).json as {
      decisions: { id: number; rule: string; replica: string; reason: string }[];
    };
    const cold = decisions.find(({ rule }) => rule === 'cold');
    assert.ok(cold);
    const same = await closed.post(`/decisions/${cold.id}/replay`, {});
    assert.equal(same.status, 200);
    assert.equal(same.json.replica, cold.replica);
    const hot = await closed.post(`/decisions/${cold.id}/replay`, { qRif: 0, hotTies: 'hot' });
    assert.equal(hot.json.rule, 'hot');
    assert.deepEqual(Object.keys(hot.json), [
      'schema',
      'id',
      'rule',
      'replica',
      'runnerUp',
      'reason',
      'threshold',
      'candidates',
    ]);
    assert.equal((await closed.get(`/decisions/${cold.id}`)).json.reason, cold.reason);
    const refusals: [string, unknown, number, string][] = [
      [`/decisions/${cold.id}/replay`, { qRif: 2 }, 400, 'ERR_PREQUAL_CONFIG'],
      [`/decisions/${cold.id}/replay`, { poolSize: 2 }, 400, 'ERR_PREQUAL_CONFIG'],
      [`/decisions/${cold.id}/replay`, [1], 400, 'ERR_PREQUAL_CONFIG'],
      ['/decisions/999999/replay', {}, 404, 'ERR_PREQUAL_DECISION'],
      ['/decisions/x/replay', {}, 404, 'ERR_PREQUAL_DECISION'],
    ];
    for (const [path, body, status, code] of refusals) {
      const answer = await closed.post(path, body);
      assert.deepEqual([answer.status, answer.json.code], [status, code], path);
    }
    const foreign = await closed.post(`/decisions/${cold.id}/replay`, {}, { origin: 'http://evil.example' });
    assert.equal(foreign.status, 403);
    const control = await closed.post(`/replicas/${replicas[0]?.id}/control`, { frozen: true });
    assert.deepEqual([control.status, control.json.code], [403, 'ERR_PREQUAL_CONTROLS']);
  });

  it('does not replay what compared nothing', async () => {
    const own = await startTestBalancer(replicas, { POLICY: 'round_robin' });
    await own.client.call();
    const { decisions } = (await own.get('/decisions?last=1')).json as { decisions: { id: number }[] };
    const { status, json } = await own.post(`/decisions/${decisions[0]?.id}/replay`, { qRif: 0.5 });
    assert.deepEqual([status, json.code], [409, 'ERR_PREQUAL_REPLAY']);
    await own.stop();
  });

  it('ends the streams when it drains', async () => {
    const own = await startTestBalancer(replicas);
    const reader = new EventReader(own.balancer.adminPort);
    await until(() => reader.events.length >= 2);
    await own.stop();
    await until(() => reader.ended);
  });
});
