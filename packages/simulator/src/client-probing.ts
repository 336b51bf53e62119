// How probes travel: sent when a policy says so, answered from the replica's state on arrival, lost, or past their time.

import { defaultOptions, type LoadReport, type Policy, type Rng } from 'prequal';
import { type Agenda, KIND } from './agenda.ts';
import type { FullOptions } from './options.ts';
import type { Recorder } from './recorder.ts';
import type { Replica } from './replica.ts';
import type { Servers } from './servers.ts';

/** Probes that a client sent at the same instant: they travel together, since all take equally long. */
interface ProbeRound {
  client: number;
  sentAtMs: number;
  readonly replicas: number[];
  /** Replies in the same order; null = none came. */
  readonly loads: (LoadReport | null)[];
  /** The query that waits for `waitFor` of the replies, by row and number; row -1 = none does. */
  row: number;
  number: number;
  waitFor: number;
}

/** A query that waits for probes of its own. */
export interface Waiting {
  readonly row: number;
  readonly number: number;
  readonly waitFor: number;
}

const NOBODY: Waiting = { row: -1, number: -1, waitFor: 0 };

/** As in production a policy is woken this much later at the earliest, ms. */
const LEAST_WAIT_MS = 1;

export class ClientProbing {
  readonly #options: FullOptions;
  readonly #agenda: Agenda;
  readonly #policies: readonly Policy[];
  readonly #ids: readonly string[];
  readonly #servers: Servers;
  readonly #recorder: Recorder;
  readonly #losses: Rng;
  readonly #timeoutMs: number;
  readonly #rounds: ProbeRound[] = [];
  readonly #freeRounds: number[] = [];
  readonly #wakeAtMs: Float64Array;
  readonly #asideChanges: Int32Array;
  /** Enough replies came for a query; it may have given up. */
  readonly #onReplies: (row: number, number: number, nowMs: number) => void;

  constructor(parts: {
    readonly options: FullOptions;
    readonly agenda: Agenda;
    readonly policies: readonly Policy[];
    readonly ids: readonly string[];
    readonly servers: Servers;
    readonly recorder: Recorder;
    readonly losses: Rng;
    readonly onReplies: (row: number, number: number, nowMs: number) => void;
  }) {
    this.#options = parts.options;
    this.#agenda = parts.agenda;
    this.#policies = parts.policies;
    this.#ids = parts.ids;
    this.#servers = parts.servers;
    this.#recorder = parts.recorder;
    this.#losses = parts.losses;
    this.#onReplies = parts.onReplies;
    this.#asideChanges = new Int32Array(parts.policies.length);
    this.#timeoutMs = parts.options.policy.probeTimeoutMs ?? defaultOptions.probeTimeoutMs;
    this.#wakeAtMs = new Float64Array(parts.policies.length).fill(Number.POSITIVE_INFINITY);
  }

  /** Asks `ids` for their load on behalf of `client`, and of a query that waits. */
  send(client: number, ids: readonly string[], nowMs: number, waiting = NOBODY): void {
    if (ids.length === 0) return;
    const at = this.#freeRounds.pop() ?? this.#newRound();
    const round = this.#rounds[at] as ProbeRound;
    round.client = client;
    round.sentAtMs = nowMs;
    round.row = waiting.row;
    round.number = waiting.number;
    round.waitFor = waiting.waitFor;
    round.replicas.length = 0;
    round.loads.length = 0;
    for (let i = 0; i < ids.length; i++) round.replicas.push(Number(ids[i]));
    this.#recorder.onProbes(ids.length, nowMs);
    this.#agenda.note(nowMs + this.#options.probeMs, KIND.probe, at);
  }

  /** The probes of round `at` reach their replicas. */
  reach(at: number, nowMs: number): void {
    const round = this.#rounds[at] as ProbeRound;
    const { probeMs, probeLoss, replicas } = this.#options;
    const timeoutAtMs = round.sentAtMs + this.#timeoutMs;
    const isLate = nowMs + probeMs > timeoutAtMs;
    for (const i of round.replicas) {
      const replica = this.#servers.replicas[i] as Replica;
      const isLost = (probeLoss > 0 && this.#losses.float() < probeLoss) || replica.conditions.frozen;
      if (isLost || isLate) {
        round.loads.push(null);
        this.#agenda.note(timeoutAtMs, KIND.probeTimeout, round.client * replicas + i);
      } else {
        round.loads.push(replica.load(nowMs));
      }
    }
    this.#agenda.note(nowMs + probeMs, KIND.reply, at);
  }

  /** The replies of round `at` reach the client. */
  reply(at: number, nowMs: number): void {
    const { client, replicas, loads, row, number, waitFor } = this.#rounds[at] as ProbeRound;
    const policy = this.#policies[client] as Policy;
    let replies = 0;
    for (let i = 0; i < replicas.length; i++) {
      const load = loads[i] as LoadReport | null;
      if (load === null) continue;
      const id = this.#ids[replicas[i] as number] as string;
      policy.onProbeReply(id, load, nowMs);
      if (load.draining) policy.setEligible(id, false, nowMs);
      if (row >= 0 && ++replies === waitFor) this.#onReplies(row, number, nowMs);
    }
    this.#freeRounds.push(at);
  }

  /** A probe of client and replica, packed as in KIND, has had its time. */
  timeout(index: number, nowMs: number): void {
    const { replicas } = this.#options;
    const client = Math.floor(index / replicas);
    this.#policies[client]?.onProbeFailure(this.#ids[index % replicas] as string, 'timeout', nowMs);
  }

  /** Sends the probes that are due at `client` without a query, and comes back when the next are. */
  wake(client: number, nowMs: number): void {
    const { probe, wakeAtMs } = (this.#policies[client] as Policy).onWake(nowMs);
    this.send(client, probe, nowMs);
    const atMs = Math.max(nowMs + LEAST_WAIT_MS, wakeAtMs);
    this.#wakeAtMs[client] = atMs;
    if (atMs < Number.POSITIVE_INFINITY) this.#agenda.note(atMs, KIND.wake, client);
  }

  /** The agenda says that `client` wanted to be woken now, unless it has been asked again since. */
  wakeIfDue(client: number, nowMs: number): void {
    if (this.#wakeAtMs[client] === nowMs) this.wake(client, nowMs);
  }

  /** A query of `client` ended: where the policy set a replica aside for it, or took one back, it wants to be woken anew. */
  onQueryEnd(client: number, nowMs: number): void {
    const { asideChanges } = this.#policies[client] as Policy;
    if (asideChanges === this.#asideChanges[client]) return;
    this.#asideChanges[client] = asideChanges;
    this.wake(client, nowMs);
  }

  #newRound(): number {
    this.#rounds.push({ client: 0, sentAtMs: 0, replicas: [], loads: [], ...NOBODY });
    return this.#rounds.length - 1;
  }
}
