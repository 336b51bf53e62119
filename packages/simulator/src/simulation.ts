// A fleet in virtual time: the production policies pick, the production estimators report, the machines are modelled.
//
// The agenda owns time. Streams of randomness are named, so that two policies meet the same arrivals, work and antagonists.

import { createRng, type Rng } from 'prequal';
import { Agenda, indexOf, KIND, kindOf } from './agenda.ts';
import { Clients } from './clients.ts';
import { Deadlines } from './deadlines.ts';
import { type FullOptions, fullOptions, type SimulationOptions } from './options.ts';
import { QueryTable } from './query-table.ts';
import { type EndedQuery, Recorder } from './recorder.ts';
import { resultOf, type SimulationResult } from './result.ts';
import { Servers } from './servers.ts';
import { workSampler } from './work.ts';

const SAMPLE_RIF_MS = 100;
const SAMPLE_CPU_MS = 1000;

/**
 * Runs the fleet until every query that counts has ended. The options alone decide the result; `observe` gets each query
 * that ended, in order of the ends, warm-up included. Throws PrequalConfigError when an option is out of range.
 */
export function simulate(
  options: SimulationOptions,
  observe: ((query: EndedQuery) => void) | null = null,
): SimulationResult {
  return new Simulation(fullOptions(options), observe).run();
}

class Simulation {
  readonly #options: FullOptions;
  readonly #agenda = new Agenda();
  readonly #queries = new QueryTable();
  readonly #deadlines = new Deadlines();
  readonly #recorder: Recorder;
  readonly #servers: Servers;
  readonly #clients: Clients;
  readonly #arrivals: Rng;
  readonly #luck: Rng;
  readonly #drawWorkMs: () => number;
  #arrived = 0;
  #step = 0;
  #sampledClient = 0;

  constructor(options: FullOptions, observe: ((query: EndedQuery) => void) | null) {
    const rng = createRng(options.seed);
    this.#options = options;
    this.#recorder = new Recorder(options);
    this.#arrivals = rng.child('arrivals');
    this.#luck = rng.child('luck');
    this.#drawWorkMs = workSampler(options.work, options.workMeanMs, rng.child('work'));
    this.#servers = new Servers(options, this.#agenda, this.#queries, rng);
    this.#clients = new Clients({
      options,
      agenda: this.#agenda,
      queries: this.#queries,
      servers: this.#servers,
      recorder: this.#recorder,
      rng,
      observe,
    });
  }

  run(): SimulationResult {
    this.#servers.start();
    this.#clients.probing.standings.onMembers(0);
    this.#agenda.note(this.#nextArrivalMs(0), KIND.arrival, 0);
    this.#agenda.note(SAMPLE_RIF_MS, KIND.sampleRif, 0);
    this.#agenda.note(SAMPLE_CPU_MS, KIND.sampleCpu, 0);
    for (let nowMs = 0; nowMs < this.#options.durationMs || this.#recorder.open > 0; ) {
      const eventAtMs = this.#agenda.nextAtMs;
      const deadlineAtMs = this.#deadlines.nextAtMs;
      nowMs = Math.min(eventAtMs, deadlineAtMs);
      if (nowMs === Number.POSITIVE_INFINITY) break;
      // An answer that comes at the very deadline is in time.
      if (eventAtMs <= deadlineAtMs) this.#happen(this.#agenda.take(), nowMs);
      else this.#runOut(nowMs);
    }
    return resultOf(this.#options, this.#recorder, this.#arrived);
  }

  #happen(event: number, nowMs: number): void {
    const at = indexOf(event);
    switch (kindOf(event)) {
      case KIND.arrival:
        this.#arrive(nowMs);
        break;
      case KIND.reach:
        this.#servers.reach(at, nowMs);
        break;
      case KIND.end:
        this.#servers.end(at, nowMs);
        break;
      case KIND.answer:
        this.#clients.answer(at, nowMs);
        break;
      case KIND.probe:
        this.#clients.probing.reach(at, nowMs);
        break;
      case KIND.reply:
        this.#clients.probing.reply(at, nowMs);
        break;
      case KIND.probeTimeout:
        this.#clients.probing.timeout(at, nowMs);
        break;
      case KIND.wake:
        this.#clients.probing.wakeIfDue(at, nowMs);
        break;
      case KIND.phase:
        this.#servers.turnPhase(at, nowMs);
        break;
      case KIND.begin:
        this.#servers.change(at, true, this.#clients.probing.standings, nowMs);
        break;
      case KIND.finish:
        this.#servers.change(at, false, this.#clients.probing.standings, nowMs);
        break;
      case KIND.close:
        this.#servers.close(at, this.#clients.probing.standings, nowMs);
        break;
      case KIND.resolve:
        this.#clients.resolveIfDue(at, nowMs);
        break;
      case KIND.askSidelined:
        this.#clients.probing.askSidelined(at, nowMs);
        break;
      case KIND.sampleRif:
        this.#sampleRif(nowMs);
        break;
      default:
        this.#sampleCpu(nowMs);
        break;
    }
  }

  #arrive(nowMs: number): void {
    const queries = this.#queries;
    const row = queries.take();
    const number = this.#arrived++;
    queries.number[row] = number;
    queries.startAtMs[row] = nowMs;
    queries.client[row] = this.#arrivals.int(this.#options.clients);
    queries.workMs[row] = this.#drawWorkMs();
    queries.luck[row] = this.#luck.float();
    this.#recorder.onArrival(nowMs);
    if (this.#options.timeoutMs < Number.POSITIVE_INFINITY) {
      this.#dropEnded();
      this.#deadlines.push(nowMs + this.#options.timeoutMs, row, number);
    }
    this.#clients.start(row, nowMs);
    const nextMs = this.#nextArrivalMs(nowMs);
    if (nextMs < Number.POSITIVE_INFINITY) this.#agenda.note(nextMs, KIND.arrival, 0);
  }

  /** When the next query arrives: a Poisson stream has no memory, so it may begin afresh with each step of the load. */
  #nextArrivalMs(fromMs: number): number {
    const { load } = this.#options;
    for (let atMs = fromMs; ; this.#step++) {
      const untilMs = load[this.#step + 1]?.atMs ?? Number.POSITIVE_INFINITY;
      const perSecond = load[this.#step]?.queriesPerSecond ?? 0;
      atMs += (-Math.log(1 - this.#arrivals.float()) * 1000) / perSecond;
      if (atMs < untilMs || untilMs === Number.POSITIVE_INFINITY) return atMs;
      atMs = untilMs;
    }
  }

  /** The oldest deadline: its query runs out of time, if it has not ended before. */
  #runOut(nowMs: number): void {
    const row = this.#deadlines.nextRow;
    const runs = this.#isNextOpen();
    this.#deadlines.shift();
    if (runs) this.#clients.giveUp(row, nowMs);
  }

  /** Drops deadlines of queries that have ended, up to the first that has not: once a query, so that the ring stays short. */
  #dropEnded(): void {
    while (this.#deadlines.nextAtMs < Number.POSITIVE_INFINITY && !this.#isNextOpen())
      this.#deadlines.shift();
  }

  /** A query that ended has left its row to another or to none. */
  #isNextOpen(): boolean {
    return this.#queries.number[this.#deadlines.nextRow] === this.#deadlines.nextNumber;
  }

  #sampleRif(nowMs: number): void {
    if (nowMs >= this.#options.durationMs) return;
    this.#recorder.sampleRif(this.#servers.replicas, nowMs);
    this.#agenda.note(nowMs + SAMPLE_RIF_MS, KIND.sampleRif, 0);
  }

  /** At the end of each whole second of the run: CPU use in it, and the threshold that a client has come to. */
  #sampleCpu(nowMs: number): void {
    if (nowMs > this.#options.durationMs) return;
    const fromMs = nowMs - SAMPLE_CPU_MS;
    this.#recorder.sampleCpu(this.#servers.replicas, fromMs, nowMs);
    const client = this.#sampledClient++ % this.#options.clients;
    this.#recorder.sampleThreshold(this.#clients.threshold(client, nowMs), fromMs);
    this.#agenda.note(nowMs + SAMPLE_CPU_MS, KIND.sampleCpu, 0);
  }
}
