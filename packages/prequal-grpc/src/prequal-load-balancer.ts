// Prequal as grpc-js knows its load-balancing policies: addresses come in, pickers go out. One child per address keeps the
// connection; who of the connected ones gets a call is the policy's business, and the policy outlasts every picker.

import * as grpc from '@grpc/grpc-js';
import type { PolicyOptions } from 'prequal';
import { ChannelPolicy, type ClientParts } from './channel-policy.ts';
import {
  connectionOf,
  createChildChannelControlHelper,
  type Endpoint,
  type Endpoints,
  type Helper,
  LeafLoadBalancer,
  type LoadBalancer,
  type LoadBalancingConfig,
  log,
  type Picker,
  QueuePicker,
  subchannelAddressToString,
  UnavailablePicker,
} from './grpc-js-experimental.ts';
import { POLICY_NAME, PrequalConfig } from './prequal-config.ts';

interface Replica {
  readonly id: string;
  readonly child: LeafLoadBalancer;
  /** What probes are sent over; null = not connected. */
  connection: grpc.ChannelInterface | null;
  draining: boolean;
}

const { IDLE, CONNECTING, READY, TRANSIENT_FAILURE } = grpc.connectivityState;

export class PrequalLoadBalancer implements LoadBalancer {
  readonly #helper: Helper;
  readonly #parts: ClientParts;
  readonly #replicas = new Map<string, Replica>();
  /** Null until a config has said the options. */
  #channelPolicy: ChannelPolicy | null = null;
  #state: grpc.connectivityState = IDLE;
  #lastError: string | null = null;
  /** While addresses change; one picker is published after it. */
  #paused = false;

  constructor(helper: Helper, parts: ClientParts) {
    this.#helper = helper;
    this.#parts = parts;
  }

  updateAddressList(
    endpoints: Endpoints,
    config: LoadBalancingConfig,
    options: grpc.ChannelOptions,
    note: string,
  ): boolean {
    if (!(config instanceof PrequalConfig)) return false;
    const channelPolicy = this.#configure(config);
    if (channelPolicy === null) return true;
    if (!endpoints.ok) {
      if (this.#replicas.size === 0) this.#fail(endpoints.error.details);
      return true;
    }
    this.#paused = true;
    this.#setMembers(channelPolicy, endpoints.value, options, note);
    this.#paused = false;
    if (this.#replicas.size === 0) this.#fail(`No addresses resolved. Resolution note: ${note}`);
    else this.#publish(channelPolicy);
    return true;
  }

  exitIdle(): void {
    // As in round_robin: it is idle without addresses only, and then nothing can be done.
  }

  resetBackoff(): void {
    // As in round_robin: the back-off is the connections' own.
  }

  destroy(): void {
    for (const { child } of this.#replicas.values()) child.destroy();
    this.#replicas.clear();
    this.#channelPolicy?.probing.close();
  }

  getTypeName(): string {
    return POLICY_NAME;
  }

  /** Null when no config was ever right: the channel fails, saying why. A wrong one after that changes nothing. */
  #configure({ parsed }: PrequalConfig): ChannelPolicy | null {
    if ('error' in parsed) {
      log(grpc.logVerbosity.ERROR, parsed.error.message);
      if (this.#channelPolicy === null) this.#fail(parsed.error.message);
    } else if (this.#channelPolicy === null) {
      this.#channelPolicy = this.#assemble(parsed.options);
    } else {
      this.#channelPolicy.configure(parsed.options);
    }
    return this.#channelPolicy;
  }

  #assemble(options: PolicyOptions): ChannelPolicy {
    const channelPolicy = new ChannelPolicy(options, this.#parts, {
      connection: id => this.#replicas.get(id)?.connection ?? null,
      onDraining: (id, draining) => this.#onDraining(channelPolicy, id, draining),
    });
    return channelPolicy;
  }

  /** Those that stay keep their connections and all that is known of them. */
  #setMembers(
    channelPolicy: ChannelPolicy,
    endpoints: readonly Endpoint[],
    options: grpc.ChannelOptions,
    note: string,
  ): void {
    const wanted = new Map(endpoints.map(endpoint => [replicaId(endpoint), endpoint]));
    for (const replica of this.#replicas.values()) {
      if (!wanted.has(replica.id)) this.#leave(channelPolicy, replica);
    }
    channelPolicy.policy.setReplicas([...wanted.keys()], this.#parts.nowMs());
    for (const [id, endpoint] of wanted) {
      const present = this.#replicas.get(id);
      if (present === undefined) this.#join(channelPolicy, id, endpoint, options, note);
      else present.child.updateEndpoint(endpoint, options);
    }
    this.#admit(channelPolicy);
  }

  #join(
    channelPolicy: ChannelPolicy,
    id: string,
    endpoint: Endpoint,
    options: grpc.ChannelOptions,
    note: string,
  ): void {
    const helper = createChildChannelControlHelper(this.#helper, {
      updateState: (state, picker, error) => this.#onChild(channelPolicy, replica, { state, picker, error }),
    });
    const child = new LeafLoadBalancer(endpoint, helper, options, note);
    const replica: Replica = { id, child, connection: null, draining: false };
    this.#replicas.set(id, replica);
    child.startConnecting();
  }

  #leave(channelPolicy: ChannelPolicy, { id, child }: Replica): void {
    this.#replicas.delete(id);
    child.destroy();
    channelPolicy.forget(id);
  }

  #onChild(
    channelPolicy: ChannelPolicy,
    replica: Replica,
    { state, picker, error }: { state: grpc.connectivityState; picker: Picker; error: string | null },
  ): void {
    if (this.#replicas.get(replica.id) !== replica) return;
    // As in round_robin: lost connections are a reason to look for new addresses.
    if (this.#state === READY && state !== READY) this.#helper.requestReresolution();
    if (error !== null) this.#lastError = error;
    const wasConnected = replica.connection !== null;
    replica.connection = state === READY ? connectionOf(picker) : null;
    if (wasConnected && replica.connection === null) {
      // A new connection is a new start.
      replica.draining = false;
      channelPolicy.forget(replica.id);
    }
    this.#admit(channelPolicy);
    this.#publish(channelPolicy);
  }

  #onDraining(channelPolicy: ChannelPolicy, id: string, draining: boolean): void {
    const replica = this.#replicas.get(id);
    if (replica === undefined || replica.draining === draining) return;
    replica.draining = draining;
    this.#admit(channelPolicy);
  }

  /** All members are reported, the connected ones may be picked; those that drain only where no other is connected. */
  #admit({ policy, probing }: ChannelPolicy): void {
    const nowMs = this.#parts.nowMs();
    const replicas = [...this.#replicas.values()];
    const spare = replicas.some(({ connection, draining }) => connection !== null && !draining);
    for (const { id, connection, draining } of replicas) {
      policy.setEligible(id, connection !== null && !(draining && spare), nowMs);
    }
    probing.wake();
  }

  #publish(channelPolicy: ChannelPolicy): void {
    if (this.#paused) return;
    const replicas = [...this.#replicas.values()];
    const inState = (state: grpc.connectivityState) =>
      replicas.filter(({ child }) => child.getConnectivityState() === state);
    const ready = inState(READY);
    if (ready.length > 0) {
      const pickers = new Map(ready.map(({ id, child }) => [id, child.getPicker()]));
      this.#update(READY, { pick: args => channelPolicy.calls.pick(args, pickers) });
    } else if (inState(CONNECTING).length > 0) {
      this.#update(CONNECTING, new QueuePicker(this));
    } else if (inState(TRANSIENT_FAILURE).length > 0) {
      this.#fail(`${POLICY_NAME}: No connection established. Last error: ${this.#lastError}`);
    } else {
      this.#update(IDLE, new QueuePicker(this));
    }
    // As in round_robin: all are kept connected.
    for (const { child } of inState(IDLE)) child.exitIdle();
  }

  #fail(details: string): void {
    this.#update(TRANSIENT_FAILURE, new UnavailablePicker({ details }), details);
  }

  #update(state: grpc.connectivityState, picker: Picker, error: string | null = null): void {
    this.#state = state;
    this.#helper.updateState(state, picker, error);
  }
}

/** An address as it is connected to: `host:port`, or a path; several, where they are one replica's. */
function replicaId({ addresses }: Endpoint): string {
  return addresses.map(subchannelAddressToString).join(',');
}
