// How probes travel: sent when a policy says so, or wakes for them, answered from the replica's state on arrival, lost, or past
// their time. Replicas that a client leaves out are asked too, and its policy knows nothing of that.

import { defaultOptions, type LoadReport, type Policy, type Rng, SIDELINED_MS } from 'prequal';
import { type Agenda, KIND } from './agenda.ts';
import { ClientStandings } from './client-standings.ts';
import type { FullOptions } from './options.ts';
import { NOBODY, type ProbeRound, ProbeRounds, type Waiting } from './probe-rounds.ts';
import type { Recorder } from './recorder.ts';
import type { Replica } from './replica.ts';
import type { Servers } from './servers.ts';

/** As in production a policy is woken this much later at the earliest, ms. */
const LEAST_WAIT_MS = 1;

export class ClientProbing {
  readonly standings: ClientStandings;
  readonly #options: FullOptions;
  readonly #agenda: Agenda;
  readonly #policies: readonly Policy[];
  readonly #ids: readonly string[];
  readonly #servers: Servers;
  readonly #recorder: Recorder;
  readonly #losses: Rng;
  readonly #timeoutMs: number;
  /** Whether all replies come after their time. */
  readonly #isLate: boolean;
  readonly #rounds = new ProbeRounds();
  readonly #wakeAtMs: Float64Array;
  /** Clients that ask the replicas that they leave out; 1 = yes. */
  readonly #asks: Uint8Array;
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
    this.standings = new ClientStandings({
      ...parts,
      onChange: (client, nowMs) => this.#onStanding(client, nowMs),
    });
    this.#asks = new Uint8Array(parts.policies.length);
    this.#timeoutMs = parts.options.policy.probeTimeoutMs ?? defaultOptions.probeTimeoutMs;
    this.#isLate = 2 * parts.options.probeMs > this.#timeoutMs;
    this.#wakeAtMs = new Float64Array(parts.policies.length).fill(Number.POSITIVE_INFINITY);
  }

  /** Asks `ids` for their load on behalf of `client`, and of a query that waits. */
  send(client: number, ids: readonly string[], nowMs: number, waiting = NOBODY): void {
    if (ids.length === 0) return;
    const round = this.#open(client, waiting, false, nowMs);
    for (const id of ids) {
      const replica = Number(id);
      round.replicas[round.count++] = replica;
      if (this.#isLate) this.#noteTimeout(round, replica);
    }
    this.#recorder.onProbes(ids.length, nowMs);
  }

  /** The probes of a round reach their replicas. */
  reach(at: number, nowMs: number): void {
    const round = this.#rounds.at(at);
    const { probeMs, probeLoss } = this.#options;
    for (let i = 0; i < round.count; i++) {
      const target = round.replicas[i] as number;
      const replica = this.#servers.replicas[target] as Replica;
      const isLost = (probeLoss > 0 && this.#losses.float() < probeLoss) || replica.conditions.frozen;
      round.loads[i] = isLost || this.#isLate ? null : replica.load(nowMs);
      if (isLost && !this.#isLate && !round.sidelined) this.#noteTimeout(round, target);
    }
    this.#agenda.note(nowMs + probeMs, KIND.reply, at);
  }

  /** The replies of a round reach the client. */
  reply(at: number, nowMs: number): void {
    const { client, count, replicas, loads, row, number, waitFor, sidelined } = this.#rounds.at(at);
    const policy = this.#policies[client] as Policy;
    let replies = 0;
    for (let i = 0; i < count; i++) {
      const load = loads[i] as LoadReport | null;
      if (load === null) continue;
      const replica = replicas[i] as number;
      this.standings.onReply(client, replica, load.draining ?? false, nowMs);
      if (sidelined) continue;
      policy.onProbeReply(this.#ids[replica] as string, load, nowMs);
      replies++;
    }
    // All that came at this instant count, as those in one turn of the balancer's event loop do.
    if (row >= 0 && replies >= waitFor) this.#onReplies(row, number, nowMs);
    this.#rounds.give(at);
  }

  /** A probe of client and replica, packed as in KIND, has had its time. */
  timeout(index: number, nowMs: number): void {
    const { replicas } = this.#options;
    const client = Math.floor(index / replicas);
    const replica = index % replicas;
    this.standings.onTimeout(client, replica, nowMs - this.#timeoutMs, nowMs);
    this.#policies[client]?.onProbeFailure(this.#ids[replica] as string, 'timeout', nowMs);
  }

  /** Asks the replicas that `client` leaves out, as long as there are any. */
  askSidelined(client: number, nowMs: number): void {
    const replicas = this.standings.sidelined(client);
    this.#asks[client] = replicas.length > 0 ? 1 : 0;
    if (replicas.length === 0) return;
    const round = this.#open(client, NOBODY, true, nowMs);
    for (const replica of replicas) round.replicas[round.count++] = replica;
    this.#agenda.note(nowMs + SIDELINED_MS, KIND.askSidelined, client);
  }

  /** Sends the probes that are due at `client` without a query, and comes back when the next are. */
  wake(client: number, nowMs: number): void {
    const { probe, wakeAtMs } = (this.#policies[client] as Policy).onWake(nowMs);
    this.send(client, probe, nowMs);
    const atMs = Math.max(nowMs + LEAST_WAIT_MS, wakeAtMs);
    this.#wakeAtMs[client] = atMs;
    if (atMs < Number.POSITIVE_INFINITY) this.#agenda.note(atMs, KIND.wake, client);
    this.standings.checkAsides(client, nowMs);
  }

  /** The agenda says that `client` wanted to be woken now, unless it has been asked again since. */
  wakeIfDue(client: number, nowMs: number): void {
    if (this.#wakeAtMs[client] === nowMs) this.wake(client, nowMs);
  }

  /** A query of `client` was answered: its policy may have set the replica aside for it, or taken it back. */
  onAnswer(client: number, replica: number, nowMs: number): void {
    this.standings.onHeard(client, replica, nowMs);
    this.standings.checkAsides(client, nowMs);
  }

  /** What is late is known when it is sent, what is lost when it would arrive: both before the time is up. */
  #noteTimeout({ client, sentAtMs }: ProbeRound, replica: number): void {
    this.#agenda.note(
      sentAtMs + this.#timeoutMs,
      KIND.probeTimeout,
      client * this.#options.replicas + replica,
    );
  }

  #onStanding(client: number, nowMs: number): void {
    this.wake(client, nowMs);
    if (this.#asks[client] === 1 || this.standings.sidelined(client).length === 0) return;
    this.#asks[client] = 1;
    this.#agenda.note(nowMs + SIDELINED_MS, KIND.askSidelined, client);
  }

  /** A round without replicas, on its way. */
  #open(client: number, waiting: Waiting, sidelined: boolean, nowMs: number): ProbeRound {
    const at = this.#rounds.take();
    const round = this.#rounds.at(at);
    round.client = client;
    round.sentAtMs = nowMs;
    round.row = waiting.row;
    round.number = waiting.number;
    round.waitFor = waiting.waitFor;
    round.sidelined = sidelined;
    this.#agenda.note(nowMs + this.#options.probeMs, KIND.probe, at);
    return round;
  }
}
