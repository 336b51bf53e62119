// Whom does each client leave out for now: replicas that drain, have closed, or are frozen? It tells the policies, as the
// balancer does (services/balancer/src/replicas/replica-states.ts), by the same rules.

import { FreezeDetector, isEligible, isPanic, isSidelined, type Policy, type Standing } from 'prequal';
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
  readonly #frozen: readonly Set<number>[];
  /** By client, then replica; null where probes are never lost, so that nobody seems frozen. */
  readonly #detectors: FreezeDetector[] | null;
  /** How often each client's policy had changed whom it sets aside when that was last looked at. */
  readonly #asideChanges: Int32Array;

  constructor(parts: ClientStandingsParts) {
    const { options, policies, ids } = parts;
    this.#parts = parts;
    this.#draining = policies.map(() => new Set());
    this.#frozen = policies.map(() => new Set());
    const mayBeLost = options.probeLoss > 0 || options.events.some(({ frozen }) => frozen);
    this.#detectors = mayBeLost
      ? Array.from({ length: policies.length * ids.length }, () => new FreezeDetector())
      : null;
    this.#asideChanges = new Int32Array(policies.length);
  }

  /** The replicas that the policy of `client` does not probe though they are connected. */
  sidelined(client: number): number[] {
    const aside = [...this.#standings(client)].filter(([, standing]) => isSidelined(standing));
    return aside.map(([replica]) => replica);
  }

  /** A replica joined or left. */
  onMembers(nowMs: number): void {
    // Frozen, so that all policies look their members up in one table.
    const members = Object.freeze(this.#members().map(replica => this.#id(replica)));
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
      this.#frozen[client]?.delete(replica);
      this.#detector(client, replica)?.onHeard(nowMs);
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
    this.#detector(client, replica)?.onHeard(nowMs);
    if (this.#detectors !== null && this.#frozen[client]?.delete(replica)) this.#publish(client, nowMs);
  }

  /** A probe that was sent at `sentAtMs` timed out. */
  onTimeout(client: number, replica: number, sentAtMs: number, nowMs: number): void {
    const frozen = this.#frozen[client];
    if (frozen === undefined || frozen.has(replica) || this.#closed.has(replica)) return;
    if (!this.#detector(client, replica)?.onTimeout(sentAtMs, nowMs)) return;
    frozen.add(replica);
    this.#publish(client, nowMs);
  }

  /** Takes over whom the policy's error aversion has set aside, if that has changed. Call it after what may change it. */
  checkAsides(client: number, nowMs: number): void {
    const { asideChanges } = this.#parts.policies[client] as Policy;
    if (asideChanges === this.#asideChanges[client]) return;
    this.#asideChanges[client] = asideChanges;
    this.#publish(client, nowMs);
  }

  #publish(client: number, nowMs: number): void {
    const policy = this.#parts.policies[client] as Policy;
    const standings = this.#standings(client);
    const panic = isPanic([...standings.values()]);
    policy.setPanic(panic, nowMs);
    for (const [replica, standing] of standings)
      policy.setEligible(this.#id(replica), isEligible(standing, panic), nowMs);
    this.#parts.onChange(client, nowMs);
  }

  /** What `client` knows of each member. */
  #standings(client: number): Map<number, Standing> {
    const failing = new Set(this.#parts.policies[client]?.asides().map(({ replica }) => replica));
    const known = this.#members().map((replica): [number, Standing] => [
      replica,
      {
        connected: !this.#closed.has(replica),
        draining: this.#draining[client]?.has(replica) ?? false,
        frozen: this.#frozen[client]?.has(replica) ?? false,
        fails: failing.has(this.#id(replica)),
      },
    ]);
    return new Map(known);
  }

  #members(): number[] {
    return [...this.#parts.servers.replicas.keys()].filter(
      i => this.#parts.servers.replicas[i]?.conditions.member,
    );
  }

  #id(replica: number): string {
    return this.#parts.ids[replica] as string;
  }

  #detector(client: number, replica: number): FreezeDetector | undefined {
    return this.#detectors?.[client * this.#parts.ids.length + replica];
  }
}
