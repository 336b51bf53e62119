// The clients' side of the run: each has its own production policy, told through the seam alone, and the queries that
// arrive there.

import { createPolicy, type Policy, type PolicyOptions, type Rng } from 'prequal';
import { type Agenda, KIND } from './agenda.ts';
import { ClientProbing } from './client-probing.ts';
import { Omniscient } from './omniscient.ts';
import { type FullOptions, omniscientName } from './options.ts';
import { type QueryTable, STAGE } from './query-table.ts';
import type { EndedQuery, Recorder } from './recorder.ts';
import type { Servers } from './servers.ts';

export interface ClientsParts {
  readonly options: FullOptions;
  readonly agenda: Agenda;
  readonly queries: QueryTable;
  readonly servers: Servers;
  readonly recorder: Recorder;
  readonly rng: Rng;
  /** Gets every query that ended, also those that do not count. */
  readonly observe: ((query: EndedQuery) => void) | null;
}

export class Clients {
  readonly probing: ClientProbing;
  readonly #options: FullOptions;
  readonly #agenda: Agenda;
  readonly #queries: QueryTable;
  readonly #servers: Servers;
  readonly #recorder: Recorder;
  readonly #observe: ClientsParts['observe'];
  /** None where an omniscient reference picks for all. */
  readonly #policies: readonly Policy[];
  readonly #omniscient: Omniscient | null;
  /** Rule behind each query in flight, by row, for `observe`. */
  readonly #rules: string[] = [];

  constructor({ options, agenda, queries, servers, recorder, rng, observe }: ClientsParts) {
    this.#options = options;
    this.#agenda = agenda;
    this.#queries = queries;
    this.#servers = servers;
    this.#recorder = recorder;
    this.#observe = observe;
    const name = omniscientName(options);
    this.#omniscient = name && new Omniscient(name, servers.replicas, rng.child('omniscient'));
    const policy = options.policy as Partial<PolicyOptions>;
    this.#policies = Array.from({ length: name === null ? options.clients : 0 }, (_, i) =>
      createPolicy(policy, rng.child(`client ${i}`)),
    );
    this.probing = new ClientProbing({
      options,
      agenda,
      policies: this.#policies,
      ids: servers.replicas.map((_, i) => String(i)),
      servers,
      recorder,
      losses: rng.child('probe losses'),
      onReplies: (row, number, nowMs) => {
        if (queries.number[row] === number) this.#resolve(row, nowMs);
      },
    });
  }

  /** A query arrived: the client picks a replica and sends it there. */
  start(row: number, nowMs: number): void {
    const client = this.#queries.client[row] as number;
    const policy = this.#policies[client];
    if (policy === undefined) {
      this.#startOmniscient(row, nowMs);
      return;
    }
    const pick = policy.pick(nowMs);
    if (pick.kind === 'probe_first') {
      const { pickId, probe, waitFor, timeoutMs } = pick;
      this.#wait(row, pickId, nowMs + timeoutMs);
      this.probing.send(client, probe, nowMs, { row, number: this.#queries.number[row] as number, waitFor });
      return;
    }
    this.#sendPicked(row, policy, pick, nowMs);
    if (pick.kind === 'picked') this.probing.send(client, pick.probe, nowMs);
  }

  /** The query of `row` has waited long enough for probes of its own, if it still does. */
  resolveIfDue(row: number, nowMs: number): void {
    if (this.#queries.waitsUntilMs[row] === nowMs) this.#resolve(row, nowMs);
  }

  /** The answer of `row` reaches its client. */
  answer(row: number, nowMs: number): void {
    const queries = this.#queries;
    if (queries.abandoned[row] === 0) {
      const latencyMs = nowMs - (queries.startAtMs[row] as number);
      const status = queries.status[row] as string;
      const load = queries.load[row];
      const client = queries.client[row] as number;
      const policy = this.#policies[client];
      policy?.onQueryEnd(
        queries.pickId[row] as number,
        load === undefined ? { status, latencyMs } : { status, latencyMs, load },
        nowMs,
      );
      if (policy !== undefined) this.probing.onAnswer(client, queries.replica[row] as number, nowMs);
      this.#end(row, status, latencyMs);
    }
    queries.give(row);
  }

  /** The time of `row` is up: its client gives up, and so does the replica. */
  giveUp(row: number, nowMs: number): void {
    const queries = this.#queries;
    const stage = queries.stage[row];
    const status = 'DEADLINE_EXCEEDED';
    const { timeoutMs } = this.#options;
    const policy = this.#policies[queries.client[row] as number];
    const pickId = queries.pickId[row] as number;
    if (stage === STAGE.waiting) policy?.onPickAbandoned(pickId, nowMs);
    else policy?.onQueryEnd(pickId, { status, latencyMs: timeoutMs, byReplica: false }, nowMs);
    this.#end(row, status, timeoutMs);
    if (stage === STAGE.waiting || (stage === STAGE.served && this.#servers.cancel(row, nowMs))) {
      queries.give(row);
    } else {
      // Something is on its way still and refers to the row.
      queries.abandoned[row] = 1;
    }
  }

  /** The RIF threshold of one client, null where it has none. */
  threshold(client: number, nowMs: number): number | null {
    return this.#policies[client]?.snapshot(nowMs).threshold ?? null;
  }

  #wait(row: number, pickId: number, untilMs: number): void {
    this.#queries.pickId[row] = pickId;
    this.#queries.replica[row] = -1;
    this.#queries.stage[row] = STAGE.waiting;
    this.#queries.waitsUntilMs[row] = untilMs;
    this.#agenda.note(untilMs, KIND.resolve, row);
  }

  #resolve(row: number, nowMs: number): void {
    const queries = this.#queries;
    const policy = this.#policies[queries.client[row] as number];
    if (policy === undefined || queries.stage[row] !== STAGE.waiting) return;
    this.#sendPicked(row, policy, policy.resolve(queries.pickId[row] as number, nowMs), nowMs);
  }

  #sendPicked(row: number, policy: Policy, pick: ReturnType<Policy['resolve']>, nowMs: number): void {
    if (pick.kind === 'none') {
      this.#fail(row);
      return;
    }
    this.#queries.pickId[row] = pick.pickId;
    this.#send(row, Number(pick.replica), policy.lastUse().rule, nowMs);
  }

  #startOmniscient(row: number, nowMs: number): void {
    const replica = this.#omniscient?.choose(this.#queries.workMs[row] as number, nowMs) ?? -1;
    if (replica < 0) this.#fail(row);
    else this.#send(row, replica, 'baseline', nowMs);
  }

  #send(row: number, at: number, rule: string, nowMs: number): void {
    const queries = this.#queries;
    const replica = this.#servers.replicas[at];
    if (replica === undefined) throw new Error(`the policy picked replica ${at}, which is no member`);
    queries.replica[row] = at;
    queries.stage[row] = STAGE.going;
    replica.comingQueries++;
    replica.comingMs += queries.workMs[row] as number;
    this.#recorder.onPick(rule, nowMs);
    if (this.#observe !== null) this.#rules[row] = rule;
    this.#agenda.note(nowMs + this.#options.networkMs, KIND.reach, row);
  }

  /** Nobody can be picked: the query fails at once, or after its wait. */
  #fail(row: number): void {
    this.#queries.replica[row] = -1;
    this.#end(row, 'UNAVAILABLE', 0);
    this.#queries.give(row);
  }

  #end(row: number, status: string, latencyMs: number): void {
    const queries = this.#queries;
    const atMs = queries.startAtMs[row] as number;
    const replica = queries.replica[row] as number;
    this.#recorder.onEnd(atMs, latencyMs, status, replica);
    this.#observe?.({
      atMs,
      client: queries.client[row] as number,
      replica,
      rule: replica < 0 ? 'none' : (this.#rules[row] as string),
      status,
      latencyMs,
      workMs: queries.workMs[row] as number,
    });
  }
}
