// Sends the probes of a client when they are due, and tells how they ended. Whom and when is the policy's business; only
// replicas that drain are asked from here.

import type { ChannelInterface } from '@grpc/grpc-js';
import { type Policy, SIDELINED_MS } from 'prequal';
import { failureOf, type ProbeResult, type Prober } from './prober.ts';

/** Starts a timer that keeps no process alive; the function returned stops it. */
export type StartTimer = (run: () => void, delayMs: number) => () => void;

export interface ClientProbingOptions {
  readonly policy: Policy;
  readonly prober: Pick<Prober, 'probe' | 'forget' | 'close'>;
  readonly nowMs: () => number;
  readonly startTimer: StartTimer;
  /** The connection that calls to a replica use; null where it has none. */
  connection(replica: string): ChannelInterface | null;
  /** A probe said whether the replica wants new calls. */
  onDraining(replica: string, draining: boolean): void;
}

const MAX_TIMER_MS = 60_000;

export class ClientProbing {
  readonly #options: ClientProbingOptions;
  /** Stops the timer of a replica that drains. */
  readonly #draining = new Map<string, () => void>();
  #stopWaking: () => void = () => {};
  #closed = false;

  constructor(options: ClientProbingOptions) {
    this.#options = options;
  }

  /** Sends the probes that a pick asked for. */
  send(replicas: readonly string[]): void {
    for (const replica of replicas) void this.#ask(replica);
  }

  /** Sends what is due without a call, and comes back when the next is. To be called whenever that may have changed. */
  wake(): void {
    // Calls may end after their channel.
    if (this.#closed) return;
    const nowMs = this.#options.nowMs();
    const { probe, wakeAtMs } = this.#options.policy.onWake(nowMs);
    this.#stopWaking();
    if (wakeAtMs !== Number.POSITIVE_INFINITY) {
      const delayMs = Math.min(MAX_TIMER_MS, Math.max(1, wakeAtMs - nowMs));
      this.#stopWaking = this.#options.startTimer(() => this.wake(), delayMs);
    }
    this.send(probe);
  }

  /** The replica left, or its connection is lost: its probes end, whether it drains is not known. */
  forget(replica: string): void {
    this.#draining.get(replica)?.();
    this.#draining.delete(replica);
    this.#options.prober.forget(replica);
  }

  close(): void {
    this.#closed = true;
    this.#stopWaking();
    for (const replica of this.#draining.keys()) this.forget(replica);
    this.#options.prober.close();
  }

  async #ask(replica: string): Promise<void> {
    const { policy, nowMs } = this.#options;
    const result = await this.#probe(replica);
    if (result?.kind === 'ok') policy.onProbeReply(replica, result.load, nowMs());
    else policy.onProbeFailure(replica, result === null ? 'unreached' : failureOf(result), nowMs());
  }

  /** Null when it has no connection. */
  async #probe(replica: string): Promise<ProbeResult | null> {
    const { prober, connection, onDraining } = this.#options;
    const channel = connection(replica);
    if (channel === null) return null;
    const result = await prober.probe({ replica, channel });
    // What an old connection said does not hold for the present one.
    if (result.kind !== 'ok' || connection(replica) !== channel) return result;
    const draining = result.load.draining ?? false;
    if (draining) this.#askAgain(replica);
    onDraining(replica, draining);
    return result;
  }

  /** The answer goes to `onDraining` alone: the policy did not ask. */
  #askAgain(replica: string): void {
    if (this.#draining.has(replica)) return;
    const ask = async (): Promise<void> => {
      this.#draining.delete(replica);
      const result = await this.#probe(replica);
      if (result?.kind !== 'ok' && this.#options.connection(replica) !== null) this.#askAgain(replica);
    };
    this.#draining.set(
      replica,
      this.#options.startTimer(() => void ask(), SIDELINED_MS),
    );
  }
}
