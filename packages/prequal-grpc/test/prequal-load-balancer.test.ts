// What the load balancer makes of addresses, connections, configs and calls, on a channel without sockets and a clock that
// the test turns.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as grpc from '@grpc/grpc-js';
import { createPolicy, createRng, type LoadReport, type Policy } from 'prequal';
import { loadTrailers } from 'prequal-grpc';
import { PickResultType } from '../src/grpc-js-experimental.ts';
import { clientDefaults, PrequalConfig } from '../src/prequal-config.ts';
import { PrequalLoadBalancer } from '../src/prequal-load-balancer.ts';
import type { ProbeResult } from '../src/prober.ts';
import { endpoints, FakeChannel } from './fake-channel.ts';

const { READY, CONNECTING, TRANSIENT_FAILURE } = grpc.connectivityState;
const SEED = 7;

class Scene {
  readonly channel = new FakeChannel();
  readonly probes: { readonly replica: string; readonly answer: (result: ProbeResult) => void }[] = [];
  readonly forgotten: string[] = [];
  readonly timers = new Map<() => void, number>();
  readonly balancer: PrequalLoadBalancer;
  policy: Policy | null = null;
  nowMs = 0;
  proberClosed = false;

  constructor() {
    this.balancer = new PrequalLoadBalancer(this.channel.helper, {
      createPolicy: options => {
        this.policy = createPolicy(options, createRng(SEED));
        return this.policy;
      },
      createProber: () => ({
        probe: ({ replica }) =>
          new Promise(answer => {
            this.probes.push({ replica, answer });
          }),
        forget: replica => this.forgotten.push(replica),
        close: () => {
          this.proberClosed = true;
        },
      }),
      nowMs: () => this.nowMs,
      startTimer: (run, delayMs) => {
        const timer = () => run();
        this.timers.set(timer, this.nowMs + delayMs);
        return () => this.timers.delete(timer);
      },
    });
  }

  /** New addresses, and whether they were taken. */
  resolve(addresses: readonly string[], json: unknown = {}): boolean {
    const config = new PrequalConfig(json, clientDefaults);
    return this.balancer.updateAddressList(endpoints(addresses), config, {}, 'a note');
  }

  fail(details: string): boolean {
    const error = { code: grpc.status.UNAVAILABLE, details, metadata: new grpc.Metadata() };
    return this.balancer.updateAddressList(
      { ok: false, error },
      new PrequalConfig({}, clientDefaults),
      {},
      '',
    );
  }

  connect(...addresses: readonly string[]): void {
    for (const address of addresses) this.channel.turn(address, 'READY');
  }

  /** Addresses that `count` calls go to, each ended at once. */
  served(count = 60): string[] {
    const served = new Set<string>();
    for (let i = 0; i < count; i++) {
      this.nowMs += 5;
      const result = this.channel.pick();
      assert.equal(result?.pickResultType, PickResultType.COMPLETE);
      served.add(result?.subchannel?.getAddress() ?? '');
      result?.onCallStarted?.();
      result?.onCallEnded?.(grpc.status.OK, '', new grpc.Metadata());
    }
    return [...served].sort();
  }

  /** The message of a call that fails at once. */
  refusal(): string | undefined {
    const result = this.channel.pick();
    assert.equal(result?.pickResultType, PickResultType.TRANSIENT_FAILURE);
    return result?.status?.details;
  }

  get inFlight(): number {
    return (this.policy?.snapshot(this.nowMs).replicas ?? []).reduce((sum, view) => sum + view.inFlight, 0);
  }

  /** Answers every probe that is out, as `report` says. */
  async answer(report: (replica: string) => LoadReport): Promise<void> {
    for (const { replica, answer } of this.probes.splice(0))
      answer({ kind: 'ok', load: report(replica), replica });
    await new Promise(setImmediate);
  }

  /** Time passes, and what is due runs. */
  async pass(ms: number): Promise<void> {
    this.nowMs += ms;
    for (const [timer, dueAtMs] of [...this.timers]) {
      if (dueAtMs > this.nowMs || !this.timers.delete(timer)) continue;
      timer();
    }
    await new Promise(setImmediate);
  }
}

test('connecting, calls wait; the first connection serves; all members count, whoever is connected', () => {
  const scene = new Scene();
  assert.ok(scene.resolve(['a', 'b', 'c']));
  assert.equal(scene.channel.state, CONNECTING);
  assert.equal(scene.channel.pick()?.pickResultType, PickResultType.QUEUE);
  scene.connect('b');
  assert.equal(scene.channel.state, READY);
  assert.deepEqual(scene.served(), ['b']);
  assert.deepEqual(
    scene.policy?.snapshot(0).replicas.map(({ replica, eligible }) => [replica, eligible]),
    [
      ['a', false],
      ['b', true],
      ['c', false],
    ],
  );
  scene.connect('a', 'c');
  assert.deepEqual(scene.served(), ['a', 'b', 'c']);
});

test('a newly connected replica is probed at once, over its connection', () => {
  const scene = new Scene();
  scene.resolve(['a', 'b']);
  assert.deepEqual(scene.probes, []);
  scene.connect('a');
  assert.deepEqual(
    scene.probes.map(({ replica }) => replica),
    ['a'],
  );
});

test('a lost connection: new addresses are asked for, calls go elsewhere, it is connected to again and used', () => {
  const scene = new Scene();
  scene.resolve(['a', 'b']);
  scene.connect('a', 'b');
  assert.equal(scene.channel.reresolutions, 0);
  scene.channel.turn('a', 'IDLE');
  assert.ok(scene.channel.reresolutions > 0);
  assert.deepEqual(scene.forgotten, ['a']);
  assert.deepEqual(scene.served(), ['b']);
  scene.connect('a');
  assert.deepEqual(scene.served(), ['a', 'b']);
});

test('without any connection calls fail, with the last error, and serve again after it', () => {
  const scene = new Scene();
  scene.resolve(['a', 'b']);
  scene.channel.turn('a', 'TRANSIENT_FAILURE', 'refused by a');
  assert.equal(scene.channel.state, CONNECTING);
  scene.channel.turn('b', 'TRANSIENT_FAILURE', 'refused by b');
  assert.equal(scene.channel.state, TRANSIENT_FAILURE);
  assert.match(scene.refusal() ?? '', /^prequal: No connection established. Last error: .*refused by b/);
  scene.connect('b');
  assert.deepEqual(scene.served(), ['b']);
});

test('addresses change: one that left is never picked, one that stays keeps its connection and its report', async () => {
  const scene = new Scene();
  scene.resolve(['a', 'b']);
  scene.connect('a', 'b');
  await scene.answer(() => ({ rif: 3, latencyMs: 20 }));
  scene.resolve(['b', 'c']);
  assert.deepEqual(scene.served(), ['b']);
  const [b] = scene.policy?.snapshot(scene.nowMs).replicas ?? [];
  assert.deepEqual([b?.replica, b?.latencyMs !== null], ['b', true]);
  scene.connect('c');
  assert.deepEqual(scene.served(), ['b', 'c']);
});

test('an address given twice is one replica; several addresses of an endpoint are one, too', () => {
  const scene = new Scene();
  const config = new PrequalConfig({}, clientDefaults);
  const value = [
    { addresses: [{ path: 'a' }] },
    { addresses: [{ path: 'a' }] },
    {
      addresses: [
        { host: '::1', port: 1 },
        { host: '127.0.0.1', port: 1 },
      ],
    },
  ];
  scene.balancer.updateAddressList({ ok: true, value }, config, {}, '');
  assert.deepEqual(
    scene.policy?.snapshot(0).replicas.map(({ replica }) => replica),
    ['a', '[::1]:1,127.0.0.1:1'],
  );
});

test('a failed resolution fails the calls only where no address is known; none at all fails them, too', () => {
  const scene = new Scene();
  scene.fail('no such name');
  assert.equal(scene.refusal(), 'no such name');
  scene.resolve(['a']);
  scene.connect('a');
  scene.fail('no such name');
  assert.deepEqual(scene.served(), ['a']);
  scene.resolve([]);
  assert.equal(scene.refusal(), 'No addresses resolved. Resolution note: a note');
});

test('a wrong config fails the calls, saying why; after a right one it changes nothing', t => {
  const lines: unknown[] = [];
  grpc.setLogger({ ...console, error: (...line: unknown[]) => lines.push(line.at(-1)) });
  t.after(() => grpc.setLogger(console));
  const scene = new Scene();
  const says = 'ERR_PREQUAL_CONFIG: qRif=2 is outside 0 to 1';
  assert.ok(scene.resolve(['a'], { qRif: 2 }));
  assert.equal(scene.refusal(), says);
  scene.resolve(['a'], { qRif: 0.5 });
  scene.connect('a');
  scene.resolve(['a', 'b'], { qRif: 2 });
  scene.connect('b');
  assert.deepEqual(scene.served(), ['a', 'b']);
  assert.equal(scene.policy?.snapshot(0).options.qRif, 0.5);
  assert.equal(lines.length, 2);
  assert.match(String(lines[0]), new RegExp(says));
});

test('a new config changes the options of the policy that is there', () => {
  const scene = new Scene();
  scene.resolve(['a', 'b']);
  const { policy } = scene;
  scene.resolve(['a', 'b'], { qRif: 0.25, policy: 'random' });
  assert.equal(scene.policy, policy);
  assert.equal(policy?.snapshot(0).options.qRif, 0.25);
  assert.equal(policy?.snapshot(0).options.policy, 'random');
  assert.equal(scene.balancer.updateAddressList(endpoints([]), grpcConfig('round_robin'), {}, ''), false);
});

test('a call ends with its status and the load in its trailers', () => {
  const scene = new Scene();
  scene.resolve(['a']);
  scene.connect('a');
  const end = (code: grpc.status, load?: LoadReport) => {
    const result = scene.channel.pick();
    result?.onCallStarted?.();
    assert.equal(scene.inFlight, 1);
    const trailers = new grpc.Metadata();
    for (const [name, value] of Object.entries(load ? loadTrailers(load) : {})) trailers.set(name, value);
    scene.nowMs += 10;
    result?.onCallEnded?.(code, '', trailers);
    assert.equal(scene.inFlight, 0);
    return scene.policy?.snapshot(scene.nowMs).replicas[0];
  };
  const told = end(grpc.status.OK, { rif: 4, latencyMs: 12 });
  assert.deepEqual([told?.rif, told?.latencyMs, told?.source], [4, 12, 'trailer']);
  assert.equal(
    end(grpc.status.DEADLINE_EXCEEDED)?.penalty,
    0,
    'its own deadline is not held against the replica',
  );
  assert.equal(end(grpc.status.CANCELLED)?.penalty, 0);
  const late = end(grpc.status.DEADLINE_EXCEEDED, { rif: 4, latencyMs: 12 });
  assert.ok(late !== undefined && late.penalty > 0, "the replica's is");
});

test('a replica that fails every call is set aside, and tried again when its time is over', async () => {
  const scene = new Scene();
  scene.resolve(['a', 'b', 'c']);
  scene.connect('a', 'b', 'c');
  const failing = new Set(['a']);
  let failed = 0;
  const send = async (count: number) => {
    for (let i = 0; i < count; i++) {
      scene.nowMs += 1;
      const result = scene.channel.pick();
      result?.onCallStarted?.();
      const fails = failing.has(result?.subchannel?.getAddress() ?? '');
      if (fails) failed++;
      result?.onCallEnded?.(fails ? grpc.status.UNAVAILABLE : grpc.status.OK, '', new grpc.Metadata());
      await scene.answer(() => ({ rif: 1, latencyMs: 5 }));
    }
  };
  await send(200);
  assert.deepEqual(
    scene.policy?.asides().map(({ replica }) => replica),
    ['a'],
  );
  assert.ok(failed <= 10, `${failed} of 200 calls failed`);
  failing.clear();
  await scene.pass(2000);
  assert.ok(
    scene.probes.some(({ replica }) => replica === 'a'),
    'its return is due without a call, and it is asked',
  );
  await send(200);
  assert.deepEqual(scene.policy?.asides(), []);
});

test('a picked call that is never sent is given up: with its connection, or after five seconds', () => {
  const scene = new Scene();
  scene.resolve(['a', 'b']);
  scene.connect('a');
  scene.channel.pick();
  assert.equal(scene.inFlight, 1);
  scene.channel.turn('a', 'IDLE');
  assert.equal(scene.inFlight, 0, 'with its connection');
  scene.connect('b');
  const slow = scene.channel.pick();
  scene.nowMs += 4000;
  scene.channel.pick();
  assert.equal(scene.inFlight, 2);
  scene.nowMs += 1000;
  scene.channel.pick();
  assert.equal(scene.inFlight, 2, 'the first, after five seconds');
  slow?.onCallStarted?.();
  slow?.onCallEnded?.(grpc.status.OK, '', new grpc.Metadata());
  assert.equal(scene.inFlight, 2, 'one that is sent after all is not counted twice');
});

test('a replica that drains gets no calls while another one is there, is asked on, and comes back', async () => {
  const scene = new Scene();
  const draining = new Set(['a']);
  const report = (replica: string): LoadReport => ({ rif: 0, latencyMs: 5, draining: draining.has(replica) });
  scene.resolve(['a', 'b']);
  scene.connect('a', 'b');
  await scene.answer(report);
  assert.deepEqual(scene.served(), ['b']);
  draining.add('b');
  await scene.answer(report);
  assert.deepEqual(scene.served(), ['a', 'b'], 'both drain: any is better than none');
  draining.delete('b');
  await scene.pass(500);
  await scene.answer(report);
  assert.deepEqual(scene.served(), ['b']);
  draining.delete('a');
  scene.probes.length = 0;
  await scene.pass(500);
  assert.ok(scene.probes.some(({ replica }) => replica === 'a'));
  await scene.answer(report);
  assert.deepEqual(scene.served(), ['a', 'b']);
});

test('a new connection of a replica that drained is a new start', async () => {
  const scene = new Scene();
  scene.resolve(['a', 'b']);
  scene.connect('a', 'b');
  await scene.answer(replica => ({ rif: 0, latencyMs: 5, draining: replica === 'a' }));
  scene.channel.turn('a', 'IDLE');
  scene.connect('a');
  assert.deepEqual(scene.served(), ['a', 'b']);
});

test('destroyed, it stops its timers and probes, and hears nothing more', () => {
  const scene = new Scene();
  scene.resolve(['a', 'b']);
  scene.connect('a', 'b');
  const open = Array.from({ length: 20 }, () => scene.channel.pick());
  for (const call of open) call?.onCallStarted?.();
  assert.ok(scene.timers.size > 0);
  const { updates } = scene.channel;
  scene.balancer.destroy();
  assert.equal(scene.timers.size, 0);
  assert.ok(scene.proberClosed);
  for (const call of open) call?.onCallEnded?.(grpc.status.UNAVAILABLE, '', new grpc.Metadata());
  assert.equal(scene.timers.size, 0, 'calls that end later start none');
  scene.channel.turn('a', 'IDLE');
  assert.equal(scene.channel.updates, updates);
});

function grpcConfig(name: string) {
  return grpc.experimental.parseLoadBalancingConfig({ [name]: {} });
}
