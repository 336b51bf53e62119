// The replicas' side of the run: queries reach a machine and end there, phases and events change it.

import type { Rng } from 'prequal';
import { type Agenda, KIND } from './agenda.ts';
import { Antagonist, isNoisy } from './antagonist.ts';
import type { FullOptions } from './options.ts';
import { type QueryTable, STAGE } from './query-table.ts';
import { Replica } from './replica.ts';

/** A replica that is to close says so and serves on for so long (as the lab's do). */
const ANNOUNCE_MS = 1000;

/** Who hears what happened to the fleet. */
export interface FleetListener {
  /** A replica joined or left. */
  onMembers(nowMs: number): void;
  /** A replica opened again, or closed. */
  onOpen(replica: number, open: boolean, nowMs: number): void;
}

export class Servers {
  readonly replicas: readonly Replica[];
  readonly #options: FullOptions;
  readonly #agenda: Agenda;
  readonly #queries: QueryTable;
  /** When each replica's next query ends, as noted in the agenda. */
  readonly #endAtMs: Float64Array;

  constructor(options: FullOptions, agenda: Agenda, queries: QueryTable, rng: Rng) {
    this.#options = options;
    this.#agenda = agenda;
    this.#queries = queries;
    this.#endAtMs = new Float64Array(options.replicas).fill(Number.POSITIVE_INFINITY);
    const { cores, spareCores, speeds, policy, antagonist } = options;
    this.replicas = Array.from({ length: options.replicas }, (_, i) => {
      const isQuiet = antagonist === null || !isNoisy(i, antagonist);
      return new Replica({
        cores,
        spareCores,
        speed: speeds[i % speeds.length] ?? 1,
        estimator: policy.estimator ?? 'scaled',
        antagonist: isQuiet ? null : new Antagonist(antagonist, rng.child(`antagonist ${i}`)),
      });
    });
  }

  /** Notes the first phases and the events of the options. */
  start(): void {
    this.replicas.forEach(({ antagonist }, i) => {
      if (antagonist !== null) this.#agenda.note(antagonist.drawLengthMs(), KIND.phase, i);
    });
    this.#options.events.forEach(({ atMs, forMs = Number.POSITIVE_INFINITY }, i) => {
      this.#agenda.note(atMs, KIND.begin, i);
      if (forMs < Number.POSITIVE_INFINITY) this.#agenda.note(atMs + forMs, KIND.finish, i);
    });
  }

  /** The query of `row` reaches its replica. */
  reach(row: number, nowMs: number): void {
    const queries = this.#queries;
    const at = queries.replica[row] as number;
    const replica = this.replicas[at] as Replica;
    const workMs = queries.workMs[row] as number;
    replica.comingQueries--;
    replica.comingMs -= workMs;
    if (queries.abandoned[row] === 1) {
      queries.give(row);
      return;
    }
    const { errorFraction, errorStatus, frozen } = replica.conditions;
    const fails = errorFraction > 0 && !frozen && (queries.luck[row] as number) < errorFraction;
    queries.stage[row] = STAGE.served;
    queries.arrivedAtMs[row] = nowMs;
    queries.tag[row] = replica.arrive();
    if (fails) {
      this.#answer(row, replica, errorStatus, nowMs);
    } else {
      replica.queue.arrive(row, workMs, nowMs);
      this.#plan(at, replica, nowMs);
    }
  }

  /** The replica's next query ends, if this is still the instant. */
  end(at: number, nowMs: number): void {
    if (this.#endAtMs[at] !== nowMs) return;
    const replica = this.replicas[at] as Replica;
    const { queue } = replica;
    for (let row = queue.takeEnded(nowMs); row >= 0; row = queue.takeEnded(nowMs)) {
      this.#answer(row, replica, 'OK', nowMs);
    }
    this.#endAtMs[at] = Number.POSITIVE_INFINITY;
    this.#plan(at, replica, nowMs);
  }

  /** The query of `row`, which is being served, ran out of time: what it held is free. False when it ends at this instant. */
  cancel(row: number, nowMs: number): boolean {
    const at = this.#queries.replica[row] as number;
    const replica = this.replicas[at] as Replica;
    if (!replica.queue.cancel(row, nowMs)) return false;
    this.#endQuery(row, replica, false, nowMs);
    this.#plan(at, replica, nowMs);
    return true;
  }

  turnPhase(at: number, nowMs: number): void {
    const replica = this.replicas[at] as Replica;
    if (replica.antagonist === null) return;
    replica.antagonist.turn();
    replica.applyConditions(nowMs);
    this.#agenda.note(nowMs + replica.antagonist.drawLengthMs(), KIND.phase, at);
    this.#plan(at, replica, nowMs);
  }

  /** The event at `place` of the options begins, or ends. */
  change(place: number, begins: boolean, listener: FleetListener, nowMs: number): void {
    const event = this.#options.events[place];
    const replica = event && this.replicas[event.replica];
    if (event === undefined || replica === undefined) return;
    const former = replica.conditions;
    if (begins) replica.begin(event, nowMs);
    else replica.finish(event, nowMs);
    this.#plan(event.replica, replica, nowMs);
    const { member, stopped } = replica.conditions;
    if (member !== former.member) listener.onMembers(nowMs);
    if (stopped === former.stopped) return;
    replica.draining = stopped;
    if (stopped) this.#agenda.note(nowMs + ANNOUNCE_MS, KIND.close, event.replica);
    else listener.onOpen(event.replica, true, nowMs);
  }

  /** A replica that was to close does, unless it opened again. */
  close(at: number, listener: FleetListener, nowMs: number): void {
    if (this.replicas[at]?.conditions.stopped) listener.onOpen(at, false, nowMs);
  }

  #answer(row: number, replica: Replica, status: string, nowMs: number): void {
    const queries = this.#queries;
    this.#endQuery(row, replica, status === 'OK', nowMs);
    queries.stage[row] = STAGE.returning;
    queries.status[row] = status;
    if (this.#options.trailers) queries.load[row] = replica.brief(nowMs);
    this.#agenda.note(nowMs + this.#options.networkMs, KIND.answer, row);
  }

  #endQuery(row: number, replica: Replica, ok: boolean, nowMs: number): void {
    const { arrivedAtMs, tag } = this.#queries;
    replica.end(arrivedAtMs[row] as number, tag[row] as number, ok, nowMs);
  }

  #plan(at: number, replica: Replica, nowMs: number): void {
    const endAtMs = replica.queue.nextEndAtMs(nowMs);
    if (endAtMs === this.#endAtMs[at]) return;
    this.#endAtMs[at] = endAtMs;
    if (endAtMs < Number.POSITIVE_INFINITY) this.#agenda.note(endAtMs, KIND.end, at);
  }
}
