// Which state is each replica in, and why? The only place that knows it, logs it and tells the policy who may be
// picked. It opens no connection and sends no probe.

import {
  FreezeDetector,
  isEligible,
  isPanic,
  isSidelined,
  type Policy,
  type ReplicaState,
  type Standing,
  stateOf,
} from 'prequal';
import type { Log } from 'program';

/** A replica's state, what brought it there, and since when. */
export interface StateView {
  readonly state: ReplicaState;
  readonly cause: string;
  readonly sinceMs: number;
}

export interface ReplicaStatesOptions {
  readonly policy: Pick<Policy, 'setEligible' | 'setPanic' | 'asides' | 'asideChanges'>;
  readonly log: Log;
  /** Some state changed; the policy knows already. */
  onChange(nowMs: number): void;
}

/** What is known of one replica; its state follows. */
class KnownStanding implements Standing {
  connected = false;
  draining = false;
  freeze = new FreezeDetector();
  fails = false;
  eligible = false;
  view: StateView;

  constructor(nowMs: number) {
    this.view = { state: 'disconnected', cause: 'not connected yet', sinceMs: nowMs };
  }

  get frozen(): boolean {
    return this.freeze.frozen;
  }
}

export class ReplicaStates {
  readonly #options: ReplicaStatesOptions;
  readonly #standings = new Map<string, KnownStanding>();
  #panic = false;
  #asideChanges = 0;

  constructor(options: ReplicaStatesOptions) {
    this.#options = options;
  }

  /** Whether a replica is connected and not draining: the balancer serves. */
  get ready(): boolean {
    return [...this.#standings.values()].some(({ connected, draining }) => connected && !draining);
  }

  view(id: string): StateView | undefined {
    return this.#standings.get(id)?.view;
  }

  /** Connected replicas that the policy does not probe, since they may not be picked as they are. */
  sidelined(): string[] {
    const aside = [...this.#standings].filter(([, standing]) => isSidelined(standing));
    return aside.map(([id]) => id);
  }

  setMembers(ids: readonly string[], nowMs: number): void {
    const wanted = new Set(ids);
    for (const id of this.#standings.keys()) if (!wanted.has(id)) this.#leave(id);
    for (const id of wanted) if (!this.#standings.has(id)) this.#join(id, nowMs);
    this.#publish(nowMs);
  }

  /** A new connection is a new start: whatever was silent or draining is forgotten. */
  onConnection(id: string, connected: boolean, cause: string, nowMs: number): void {
    const standing = this.#standings.get(id);
    if (standing === undefined) return;
    if (standing.connected === connected) {
      this.#explain(id, standing, cause);
      return;
    }
    standing.connected = connected;
    standing.draining = false;
    standing.freeze = new FreezeDetector();
    this.#update(id, standing, cause, nowMs);
  }

  /** It is at another address now: a connection to the former one is lost. The first address of a name is no trouble. */
  onAddress(id: string, host: string, nowMs: number): void {
    const cause = `its address is now ${host}`;
    if (this.#standings.get(id)?.connected) this.onConnection(id, false, cause, nowMs);
    else this.#options.log.debug(`replica ${id}: ${cause}`);
  }

  /** A probe reply said whether the replica wants no new queries. */
  onDraining(id: string, draining: boolean, nowMs: number): void {
    const standing = this.#standings.get(id);
    if (standing === undefined || standing.draining === draining) return;
    standing.draining = draining;
    this.#update(id, standing, draining ? 'it reports draining' : 'it no longer reports draining', nowMs);
  }

  /** The replica answered something: a probe, or a call. */
  onHeard(id: string, what: 'probe' | 'call', nowMs: number): void {
    const standing = this.#standings.get(id);
    if (standing === undefined) return;
    const wasFrozen = standing.frozen;
    standing.freeze.onHeard(nowMs);
    if (wasFrozen) this.#update(id, standing, `it answered a ${what}`, nowMs);
  }

  onProbeTimeout(id: string, sentAtMs: number, nowMs: number): void {
    const standing = this.#standings.get(id);
    if (standing === undefined || !standing.connected || standing.frozen) return;
    if (!standing.freeze.onTimeout(sentAtMs, nowMs)) return;
    const { timeouts } = standing.freeze;
    const silentMs = Math.round(standing.freeze.silenceMs(nowMs));
    this.#update(
      id,
      standing,
      `${timeouts} probes in a row timed out, nothing heard for ${silentMs} ms`,
      nowMs,
    );
  }

  /** Takes over whom the policy's error aversion has set aside, if that has changed. Call it after what may change it. */
  checkAsides(nowMs: number): void {
    const { policy } = this.#options;
    if (policy.asideChanges === this.#asideChanges) return;
    this.#asideChanges = policy.asideChanges;
    const causes = new Map(policy.asides().map(({ replica, cause }) => [replica, cause]));
    for (const [id, standing] of this.#standings) {
      standing.fails = causes.has(id);
      this.#update(id, standing, causes.get(id) ?? 'its time aside is over', nowMs);
    }
  }

  /** Our own loop stood still: timeouts until now mean nothing. */
  onStall(nowMs: number): void {
    for (const { freeze } of this.#standings.values()) freeze.onStall(nowMs);
  }

  #join(id: string, nowMs: number): void {
    this.#standings.set(id, new KnownStanding(nowMs));
    this.#options.log.info(`replica ${id}: joined`);
  }

  #leave(id: string): void {
    this.#standings.delete(id);
    this.#options.log.info(`replica ${id}: left`);
  }

  /** One set aside for one reason may be so for another: that changes who may be picked, and not its state. */
  #update(id: string, standing: KnownStanding, cause: string, nowMs: number): void {
    const state = stateOf(standing);
    const former = standing.view.state;
    if (state !== former) {
      standing.view = { state, cause, sinceMs: nowMs };
      const write = state === 'available' ? this.#options.log.info : this.#options.log.warn;
      write(`replica ${id}: ${former} -> ${state}: ${cause}`);
    } else if (isEligible(standing, this.#panic) === standing.eligible) {
      return;
    }
    this.#publish(nowMs);
  }

  /** Why it is still disconnected: the first cause, and every other one. */
  #explain(id: string, standing: KnownStanding, cause: string): void {
    if (standing.connected || standing.view.cause === cause) return;
    standing.view = { ...standing.view, cause };
    this.#options.log.warn(`replica ${id}: still disconnected: ${cause}`);
  }

  #publish(nowMs: number): void {
    const { policy, log, onChange } = this.#options;
    const panic = isPanic([...this.#standings.values()]);
    if (panic !== this.#panic) {
      this.#panic = panic;
      policy.setPanic(panic, nowMs);
      if (panic) log.warn('panic: no replica is available, every connected one is used');
      else log.info('panic is over');
    }
    for (const [id, standing] of this.#standings) {
      const eligible = isEligible(standing, panic);
      if (eligible === standing.eligible) continue;
      standing.eligible = eligible;
      policy.setEligible(id, eligible, nowMs);
    }
    onChange(nowMs);
  }
}
