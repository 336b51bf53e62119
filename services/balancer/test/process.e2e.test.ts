// The balancer as a process: start, wrong settings, signals, and replicas that restart or freeze beneath it.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { status } from '@grpc/grpc-js';
import { freePorts, Program, startBackend, startBalancer } from './support/processes.ts';
import { RawClient, trailer } from './support/raw-grpc.ts';
import { sleep, until } from './support/test-balancer.ts';

const HELLO = '/helloworld.Greeter/SayHello';
const NAME = [Buffer.from('0a0161', 'hex')];

describe('the balancer process', () => {
  const cleanUp: (() => unknown)[] = [];
  const backends: Program[] = [];
  let backendPorts: number[] = [];
  const startOne = (i: number) => startBackend(backendPorts[i] ?? 0, `backend-${i}`);

  before(async () => {
    backendPorts = await freePorts(3);
    for (const [i] of backendPorts.entries()) backends.push(startOne(i));
    await Promise.all(backends.map(backend => backend.said(/gRPC on/)));
  });
  afterEach(async () => {
    for (const undo of cleanUp.splice(0).reverse()) await undo();
  });
  after(() => Promise.all(backends.map(backend => backend.end())));
  const keep = (program: Program) => {
    cleanUp.push(() => program.end());
    return program;
  };

  /** A balancer that is connected to all three. */
  async function start(variables: Record<string, string> = {}) {
    const [port = 0] = await freePorts(1);
    const balancer = keep(startBalancer(port, backendPorts, variables));
    await until(() => balancer.out.split('disconnected -> available').length > 3, 10_000);
    const client = new RawClient(port);
    cleanUp.push(() => client.close());
    const call = (deadlineMs = 5000) => client.call({ path: HELLO, messages: NAME, deadlineMs });
    return { balancer, call };
  }

  /** An open loop of calls; `stop` resolves with those that failed. */
  function load(call: () => ReturnType<RawClient['call']>, callsPerSecond: number) {
    const running: ReturnType<RawClient['call']>[] = [];
    const startMs = performance.now();
    const timer = setInterval(() => {
      while (running.length < ((performance.now() - startMs) / 1000) * callsPerSecond) running.push(call());
    }, 5);
    cleanUp.push(() => clearInterval(timer));
    return async () => {
      clearInterval(timer);
      const results = await Promise.all(running);
      const failed = results.filter(({ code }) => code !== status.OK);
      return {
        count: results.length,
        failed: failed.map(({ code, details }) => `${status[code]}: ${details}`),
      };
    };
  }

  it('says where everything is, and balances a real backend', async () => {
    const { balancer, call } = await start({ JAEGER_URL: 'http://localhost:16686/' });
    const result = await call();
    assert.equal(result.code, status.OK, result.details);
    assert.match(String(result.messages[0]), /Hello a! from backend-\d/);
    for (const line of [
      /^info balancer {3}127\.0\.0\.1:\d+/,
      /^info admin {6}http:\/\/127\.0\.0\.1:\d+\/$/,
      /^info metrics {4}http:\/\/127\.0\.0\.1:\d+\/metrics$/,
      /^info Jaeger {5}http:\/\/localhost:16686\/search\?service=prequal-balancer&operation=helloworld.Greeter%2FSayHello$/,
      /^info policy {5}prequal, 3 servers configured, seed 1$/,
      /^info regime small: 3 replicas, pool capacity 3, reuse budget 2\.000$/,
    ]) {
      assert.ok(
        balancer.lines.some(text => line.test(text)),
        `${line} in\n${balancer.out}`,
      );
    }
    assert.equal(balancer.lines.filter(line => line.includes('regime')).length, 1);
  });

  it('ends on a wrong setting or a taken port with one line and status 2', async () => {
    const wrong = keep(new Program('balancer', { Q_RIF: '1.5' }));
    assert.equal(await wrong.exited, 2);
    assert.deepEqual(wrong.lines, ['ERR_PREQUAL_CONFIG: Q_RIF=1.5 is outside 0 to 1']);
    const flag = keep(new Program('balancer', {}, ['--polcy', 'random']));
    assert.equal(await flag.exited, 2);
    assert.match(flag.out, /^ERR_PREQUAL_CONFIG: flag=--polcy is outside the flags of --help\n$/);
    const [port = 0] = await freePorts(1);
    const first = keep(startBalancer(port, [9]));
    await first.said(/policy/);
    const second = keep(startBalancer(port, [9]));
    assert.equal(await second.exited, 2);
    assert.equal(second.out.trim().split('\n').length, 1);
    assert.match(second.out, new RegExp(`ERR_PREQUAL_LISTEN: PORT=${port} on 127.0.0.1: the port is taken`));
    assert.equal(await first.stop(), 0);
  });

  it('drains on SIGTERM: the call in flight ends well, the process with status 0', async () => {
    const [slowPort = 0] = await freePorts(1);
    const slow = keep(startBackend(slowPort, 'slow', { WORK_MEAN_MS: '400' }));
    await slow.said(/gRPC on/);
    const [ownPort = 0] = await freePorts(1);
    const own = keep(startBalancer(ownPort, [slowPort]));
    await own.said(/disconnected -> available/);
    const slowClient = new RawClient(ownPort);
    cleanUp.push(() => slowClient.close());
    const inFlight = Array.from({ length: 10 }, () => slowClient.call({ path: HELLO, messages: NAME }));
    await sleep(100);
    const status0 = own.stop();
    const results = await Promise.all(inFlight);
    assert.deepEqual(
      results.map(({ code }) => code),
      results.map(() => status.OK),
    );
    assert.equal(await status0, 0);
    assert.match(own.out, /SIGTERM: draining[\s\S]*drained\n$/);
  });

  it('loses no call while three backends restart in turn under 200 calls/s', async () => {
    const { balancer, call } = await start();
    const stop = load(call, 200);
    await sleep(500);
    for (let i = 0; i < 3; i++) {
      assert.equal(await backends[i]?.stop(), 0);
      const again = startOne(i);
      backends[i] = again;
      await again.said(/gRPC on/);
      await until(() => balancer.out.split('disconnected -> available').length > 4 + i, 5000);
    }
    await sleep(300);
    const { count, failed } = await stop();
    assert.ok(count > 700, `${count} calls`);
    assert.deepEqual(failed, []);
    assert.match(balancer.out, /available -> draining: it reports draining/);
  });

  it('sets a stopped process aside within 1 s and takes it back within 2 s', async () => {
    const { balancer, call } = await start();
    const stop = load(() => call(1500), 100);
    await sleep(300);
    backends[0]?.child.kill('SIGSTOP');
    await balancer.said(/available -> set_aside/, 1000);
    await sleep(500);
    backends[0]?.child.kill('SIGCONT');
    await balancer.said(/set_aside -> available/, 2000);
    const { failed } = await stop();
    assert.ok(failed.length < 20, failed.join('\n'));
  });

  it('blames no replica for a stop of its own', async () => {
    const { balancer, call } = await start();
    const stop = load(() => call(10_000), 100);
    await sleep(300);
    balancer.child.kill('SIGSTOP');
    await sleep(1500);
    balancer.child.kill('SIGCONT');
    await sleep(700);
    const { failed } = await stop();
    assert.deepEqual(failed, []);
    assert.doesNotMatch(balancer.out, /set_aside/);
  });

  it('does not notice a collector that is down', async () => {
    const { balancer, call } = await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      OTEL_BSP_SCHEDULE_DELAY: '100',
      OTEL_BSP_EXPORT_TIMEOUT: '500',
    });
    const stop = load(call, 200);
    await sleep(1500);
    const { count, failed } = await stop();
    assert.ok(count > 200);
    assert.deepEqual(failed, []);
    assert.match(trailer(await call(), 'x-prequal-trace-id') ?? '', /^[\da-f]{32}$/);
    const startMs = performance.now();
    assert.equal(await balancer.stop(), 0);
    assert.ok(performance.now() - startMs < 4000);
    const complaints = balancer.lines.filter(line => line.includes('telemetry:'));
    assert.ok(complaints.length <= 1, complaints.join('\n'));
  });
});
