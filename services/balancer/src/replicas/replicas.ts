// The replicas and our connections to them: opens one to each member, closes it when the member leaves. Who may be
// picked is decided elsewhere.

import type { Policy } from 'prequal';
import type { Relay, Upstream } from 'relay';
import type { Member } from './members.ts';
import type { ReplicaStates } from './replica-states.ts';
import { ReplicaWindow } from './replica-window.ts';

/** One replica as calls see it. It outlives its membership while calls on it are open. */
export interface Replica {
  readonly member: Member;
  readonly upstream: Upstream;
  readonly window: ReplicaWindow;
  calls: number;
  errors: number;
}

export interface ReplicasOptions {
  readonly connect: Relay['connect'];
  readonly policy: Pick<Policy, 'setReplicas'>;
  readonly states: ReplicaStates;
  readonly nowMs: () => number;
  /** The connection is new: what was held about the old one is worthless. */
  onConnected(id: string): void;
  onJoined(id: string): void;
  onLeft(id: string): void;
}

export class Replicas {
  readonly #options: ReplicasOptions;
  #byId = new Map<string, Replica>();

  constructor(options: ReplicasOptions) {
    this.#options = options;
  }

  get(id: string): Replica | undefined {
    return this.#byId.get(id);
  }

  get all(): readonly Replica[] {
    return [...this.#byId.values()];
  }

  /** Replaces the set. A replica whose address changed keeps its id and its counts, and gets a new connection. */
  setMembers(members: readonly Member[]): void {
    const { policy, states, nowMs } = this.#options;
    const former = this.#byId;
    const ids = members.map(member => member.id);
    const atMs = nowMs();
    this.#byId = new Map();
    policy.setReplicas(ids, atMs);
    states.setMembers(ids, atMs);
    for (const member of members) this.#keep(member, former.get(member.id), atMs);
    for (const [id, replica] of former) {
      if (this.#byId.has(id)) continue;
      replica.upstream.close();
      this.#options.onLeft(id);
    }
  }

  close(): void {
    for (const { upstream } of this.#byId.values()) upstream.close();
  }

  #keep(member: Member, former: Replica | undefined, atMs: number): void {
    if (former === undefined) {
      this.#options.onJoined(member.id);
      this.#open(member, new ReplicaWindow(), 0, 0);
    } else if (former.member.host === member.host) {
      this.#byId.set(member.id, former);
    } else {
      this.#options.states.onAddress(member.id, member.host, atMs);
      this.#open(member, former.window, former.calls, former.errors);
      former.upstream.close();
    }
  }

  #open(member: Member, window: ReplicaWindow, calls: number, errors: number): void {
    const { connect, states, nowMs } = this.#options;
    const { id, host, port } = member;
    const upstream: Upstream = connect({
      host,
      port,
      onState: (connected, cause) => {
        if (this.#byId.get(id)?.upstream !== upstream) return;
        if (connected) this.#options.onConnected(id);
        states.onConnection(id, connected, cause, nowMs());
      },
    });
    this.#byId.set(id, { member, upstream, window, calls, errors });
  }
}
