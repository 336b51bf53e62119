// A channel without sockets, as a load balancer of grpc-js sees one: the test says which connection is in which state.

import type { ChannelInterface } from '@grpc/grpc-js';
import * as grpc from '@grpc/grpc-js';
import type { Helper, Picker, PickResult } from '../src/grpc-js-experimental.ts';

type Subchannel = ReturnType<Helper['createSubchannel']>;
type Listener = Parameters<Subchannel['addConnectivityStateListener']>[0];
export type Connectivity = grpc.connectivityState;

/** One connection: only what a child balancer asks of it. */
class FakeSubchannel {
  readonly address: string;
  readonly channel = { getTarget: () => this.address } as ChannelInterface;
  readonly #listeners = new Set<Listener>();
  readonly #unused: () => void;
  #refs = 0;
  state: Connectivity = grpc.connectivityState.IDLE;

  constructor(address: string, unused: () => void) {
    this.address = address;
    this.#unused = unused;
  }

  turn(state: Connectivity, error?: string): void {
    const former = this.state;
    if (former === state) return;
    this.state = state;
    for (const listener of [...this.#listeners]) listener(this.asSubchannel(), former, state, 0, error);
  }

  asSubchannel(): Subchannel {
    return this as unknown as Subchannel;
  }

  getConnectivityState = () => this.state;
  addConnectivityStateListener = (listener: Listener) => void this.#listeners.add(listener);
  removeConnectivityStateListener = (listener: Listener) => void this.#listeners.delete(listener);
  realSubchannelEquals = (other: Subchannel) => other === this.asSubchannel();
  getAddress = () => this.address;
  getChannel = () => this.channel;
  getChannelzRef = () => ({});
  isHealthy = () => true;
  startConnecting = () => {};
  addHealthStateWatcher = () => {};
  removeHealthStateWatcher = () => {};
  ref = () => {
    this.#refs++;
  };
  unref = () => {
    this.#refs--;
    if (this.#refs === 0) this.#unused();
  };
}

export class FakeChannel {
  state: Connectivity = grpc.connectivityState.IDLE;
  error: string | null = null;
  picker: Picker | null = null;
  reresolutions = 0;
  /** Pickers published. */
  updates = 0;
  readonly #subchannels = new Map<string, FakeSubchannel>();

  readonly helper: Helper = {
    createSubchannel: address => {
      const path = 'path' in address ? address.path : `${address.host}:${address.port}`;
      const subchannel =
        this.#subchannels.get(path) ?? new FakeSubchannel(path, () => this.#subchannels.delete(path));
      this.#subchannels.set(path, subchannel);
      return subchannel.asSubchannel();
    },
    updateState: (state, picker, error) => {
      this.state = state;
      this.picker = picker;
      this.error = error;
      this.updates++;
    },
    requestReresolution: () => {
      this.reresolutions++;
    },
    addChannelzChild: () => {},
    removeChannelzChild: () => {},
  };

  /** The connection to `address`, if there is one, changes its state. */
  turn(address: string, state: keyof typeof grpc.connectivityState, error?: string): void {
    this.#subchannels.get(address)?.turn(grpc.connectivityState[state], error);
  }

  pick(): PickResult | undefined {
    return this.picker?.pick({ metadata: new grpc.Metadata(), extraPickInfo: {} });
  }
}

/** Addresses as a resolver gives them: each a path, an endpoint of its own. */
export function endpoints(addresses: readonly string[]) {
  return { ok: true as const, value: addresses.map(path => ({ addresses: [{ path }] })) };
}
