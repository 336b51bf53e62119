// Whom does each client leave out for now: replicas that drain, have closed, or are silent? It tells the policies, as the
// balancer does (services/balancer/src/replicas/replica-states.ts), by the same rule of silence.

import { type Policy, SetAsideRule } from 'prequal';
import type { FullOptions } from './options.ts';
import type { FleetListener, Servers } from './servers.ts';

export interface ClientStandingsParts {
  readonly options: FullOptions;
  readonly policies: readonly Policy[];
  readonly ids: readonly string[];
  readonly servers: Servers;
  /** What `client` may pick has changed. */
  onChange(client: number, nowMs: number): void;
}

export class ClientStandings implements FleetListener {
  readonly #parts: ClientStandingsParts;
  /** Replicas that have closed. */
  readonly #closed = new Set<number>();
  readonly #draining: readonly Set<number>[];
  readonly #silent: readonly Set<number>[];
  /** By client, then replica; null where probes are never lost, so that nobody falls silent. */
  readonly #silence: SetAsideRule[] | null;

  constructor(parts: ClientStandingsParts) {
    const { options, policies, ids } = parts;
    this.#parts = parts;
    this.#draining = policies.map(() => new Set());
    this.#silent = policies.map(() => new Set());
    const mayBeLost = options.probeLoss > 0 || options.events.some(({ frozen }) => frozen);
    this.#silence = mayBeLost
      ? Array.from({ length: policies.length * ids.length }, () => new SetAsideRule())
      : null;
  }

  /** The replicas that `client` does not pick though they are connected. */
  sidelined(client: number): number[] {
    const aside = new Set([...(this.#draining[client] ?? []), ...(this.#silent[client] ?? [])]);
    return [...aside].filter(replica => !this.#closed.has(replica));
  }

  /** A replica joined or left. */
  onMembers(nowMs: number): void {
    const members = this.#members().map(replica => this.#id(replica));
    this.#parts.policies.forEach((policy, client) => {
      policy.setReplicas(members, nowMs);
      this.#publish(client, nowMs);
    });
  }

  /** A replica opened again, or closed: a new connection is a new start. */
  onOpen(replica: number, open: boolean, nowMs: number): void {
    if (open) this.#closed.delete(replica);
    else this.#closed.add(replica);
    this.#parts.policies.forEach((_, client) => {
      this.#draining[client]?.delete(replica);
      this.#silent[client]?.delete(replica);
      this.#rule(client, replica)?.onHeard(nowMs);
      this.#publish(client, nowMs);
    });
  }

  /** A probe was answered. */
  onReply(client: number, replica: number, draining: boolean, nowMs: number): void {
    const drains = this.#draining[client];
    if (drains?.has(replica) !== draining) {
      if (draining) drains?.add(replica);
      else drains?.delete(replica);
      this.#publish(client, nowMs);
    }
    this.onHeard(client, replica, nowMs);
  }

  /** A probe or a query was answered. */
  onHeard(client: number, replica: number, nowMs: number): void {
    this.#rule(client, replica)?.onHeard(nowMs);
    if (this.#silence !== null && this.#silent[client]?.delete(replica)) this.#publish(client, nowMs);
  }

  /** A probe that was sent at `sentAtMs` timed out. */
  onTimeout(client: number, replica: number, sentAtMs: number, nowMs: number): void {
    const silent = this.#silent[client];
    if (silent === undefined || silent.has(replica) || this.#closed.has(replica)) return;
    if (!this.#rule(client, replica)?.onTimeout(sentAtMs, nowMs)) return;
    silent.add(replica);
    this.#publish(client, nowMs);
  }

  /** Where none is available, every connected one may be picked: a doubtful answer is better than none. */
  #publish(client: number, nowMs: number): void {
    const policy = this.#parts.policies[client] as Policy;
    const members = this.#members();
    const connected = members.filter(replica => !this.#closed.has(replica));
    const aside = new Set(this.sidelined(client));
    const panic = connected.length > 0 && connected.every(replica => aside.has(replica));
    policy.setPanic(panic, nowMs);
    for (const replica of members) {
      const eligible = !this.#closed.has(replica) && (panic || !aside.has(replica));
      policy.setEligible(this.#id(replica), eligible, nowMs);
    }
    this.#parts.onChange(client, nowMs);
  }

  #members(): number[] {
    return [...this.#parts.servers.replicas.keys()].filter(
      i => this.#parts.servers.replicas[i]?.conditions.member,
    );
  }

  #id(replica: number): string {
    return this.#parts.ids[replica] as string;
  }

  #rule(client: number, replica: number): SetAsideRule | undefined {
    return this.#silence?.[client * this.#parts.ids.length + replica];
  }
}
