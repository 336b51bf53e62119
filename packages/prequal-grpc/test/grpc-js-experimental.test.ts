// The experimental parts of grpc-js that the client policy relies on do what it takes them to do: a release that moves them
// fails here, not in the field.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as grpc from '@grpc/grpc-js';
import { instrumentServer, Prober } from 'prequal-grpc';
import {
  connectionOf,
  createChildChannelControlHelper,
  type Helper,
  LeafLoadBalancer,
  type LoadBalancer,
  type Picker,
  registerLoadBalancer,
} from '../src/grpc-js-experimental.ts';
import { bind, greeterService, HeldCalls, startCall } from './demo-server.ts';
import { until } from './until.ts';

/** What the policy under test, one child and no choice, hears of grpc-js. */
const heard: string[] = [];
let picker: Picker | null = null;

class Witness implements LoadBalancer {
  readonly #helper: Helper;
  #child: LeafLoadBalancer | null = null;

  constructor(helper: Helper) {
    this.#helper = createChildChannelControlHelper(helper, {
      updateState: (state, childPicker, error) => {
        picker = state === grpc.connectivityState.READY ? childPicker : null;
        helper.updateState(state, { pick: args => this.#pick(childPicker, args) }, error);
      },
    });
  }

  #pick(child: Picker, args: Parameters<Picker['pick']>[0]): ReturnType<Picker['pick']> {
    const result = child.pick(args);
    return {
      ...result,
      onCallStarted: () => heard.push('started'),
      onCallEnded: (code, _details, trailers) =>
        heard.push(`ended ${grpc.status[code]} ${Object.keys(trailers.getMap())}`),
    };
  }

  updateAddressList: LoadBalancer['updateAddressList'] = (endpoints, config, options, note) => {
    assert.ok(endpoints.ok);
    heard.push(JSON.stringify(config.toJsonObject()));
    const [endpoint] = endpoints.value;
    assert.ok(endpoint !== undefined);
    this.#child = new LeafLoadBalancer(endpoint, this.#helper, options, note);
    this.#child.startConnecting();
    return true;
  };

  exitIdle(): void {}
  resetBackoff(): void {}

  destroy(): void {
    this.#child?.destroy();
    heard.push('destroyed');
  }

  getTypeName(): string {
    return 'witness';
  }
}

class WitnessConfig {
  readonly #json: object;

  constructor(json: object) {
    this.#json = json;
  }

  static createFromJson(json: object): WitnessConfig {
    return new WitnessConfig(json);
  }

  getLoadBalancerName(): string {
    return 'witness';
  }

  toJsonObject(): object {
    return this.#json;
  }
}

test('a registered policy gets its config and addresses, and hears of every call; probes share its connection', async () => {
  registerLoadBalancer('witness', Witness, WitnessConfig);
  const server = new grpc.Server();
  const held = new HeldCalls();
  server.addService(greeterService, held.handlers);
  instrumentServer(server, { replica: 'r1' });
  const client = new grpc.Client(`127.0.0.1:${await bind(server)}`, grpc.credentials.createInsecure(), {
    'grpc.enable_http_proxy': 0,
    'grpc.use_local_subchannel_pool': 1,
    'grpc.service_config': '{"loadBalancingConfig":[{"witness":{"a":1}}]}',
  });
  const answered = startCall(client, 'SayHello');
  await until('the call is held', () => held.size === 1);
  held.release();
  await answered.ended;
  const late = startCall(client, 'SayHello', 50);
  await late.ended;
  await until('both calls ended', () => heard.length === 5);
  assert.deepEqual(heard, [
    '{"a":1}',
    'started',
    'ended OK x-prequal-rif,x-prequal-latency-us',
    'started',
    'ended DEADLINE_EXCEEDED ',
  ]);
  assert.ok(picker !== null);
  const channel = connectionOf(picker);
  assert.ok(channel !== null);
  const prober = new Prober({ timeoutMs: () => 1000 });
  const result = await prober.probe({ replica: 'r', channel });
  assert.ok(result.kind === 'ok' && result.replica === 'r1', JSON.stringify(result));
  prober.close();
  client.close();
  assert.equal(heard.at(-1), 'destroyed');
  server.forceShutdown();
});

test('a connection that breaks as a probe starts on it ends the probe, not the process', async () => {
  const call = { start: () => Promise.reject(new Error('the session is gone')), cancelWithStatus: () => {} };
  const rest = { startRead: () => {}, halfClose: () => {}, sendMessageWithContext: () => {} };
  const channel = { createCall: () => ({ ...call, ...rest }), getTarget: () => 'broken' };
  const subchannel = { getChannel: () => channel };
  const broken = connectionOf({ pick: () => ({ subchannel }) } as unknown as Picker);
  assert.ok(broken !== null);
  const prober = new Prober({ timeoutMs: () => 1000 });
  assert.deepEqual(await prober.probe({ replica: 'r', channel: broken }), {
    kind: 'error',
    message: 'UNAVAILABLE: the session is gone',
    answered: false,
  });
});
