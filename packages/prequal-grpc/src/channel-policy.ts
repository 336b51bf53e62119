// What one channel chooses with: policy, probing and calls, joined. It knows no addresses and no pickers.

import type { ChannelInterface } from '@grpc/grpc-js';
import type { Policy, PolicyOptions } from 'prequal';
import { ClientCalls } from './client-calls.ts';
import { ClientProbing, type ClientProbingOptions, type StartTimer } from './client-probing.ts';

/** Where time, randomness and probes come from. */
export interface ClientParts {
  createPolicy(options: PolicyOptions): Policy;
  /** `timeoutMs` is read at each probe. */
  createProber(timeoutMs: () => number): ClientProbingOptions['prober'];
  readonly nowMs: () => number;
  readonly startTimer: StartTimer;
}

/** The side that knows who is connected. */
export interface Connections {
  /** The connection that calls to a replica use; null where it has none. */
  connection(replica: string): ChannelInterface | null;
  /** A probe said whether the replica wants new calls. */
  onDraining(replica: string, draining: boolean): void;
}

export class ChannelPolicy {
  readonly policy: Policy;
  readonly probing: ClientProbing;
  readonly calls: ClientCalls;
  readonly #nowMs: () => number;
  #options: PolicyOptions;

  constructor(options: PolicyOptions, parts: ClientParts, connections: Connections) {
    const { createPolicy, createProber, nowMs, startTimer } = parts;
    this.#options = options;
    this.#nowMs = nowMs;
    this.policy = createPolicy(options);
    const prober = createProber(() => this.#options.probeTimeoutMs);
    this.probing = new ClientProbing({ policy: this.policy, prober, nowMs, startTimer, ...connections });
    this.calls = new ClientCalls({ policy: this.policy, probing: this.probing, nowMs });
  }

  configure(options: PolicyOptions): void {
    this.#options = options;
    this.policy.configure(options, this.#nowMs());
  }

  /** The replica left, or its connection is lost. */
  forget(replica: string): void {
    this.calls.onDisconnected(replica);
    this.probing.forget(replica);
  }
}
