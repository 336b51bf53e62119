// A fleet in virtual time: the production policies pick, the production estimators report, the machines are modelled.
//
// The event heap owns time. Streams of randomness are named, so that two policies meet the same arrivals and the same work.

import { createPolicy, createRng, type LoadReport, type Policy, type PolicyOptions, type Rng } from 'prequal';
import { EventHeap } from './event-heap.ts';
import { Replica } from './replica.ts';
import { clippedNormal } from './work.ts';

/** Something that happens to one replica (counted from 0): a speed factor, or joining the fleet. */
export interface FleetEvent {
  readonly atMs: number;
  readonly replica: number;
  readonly speed?: number;
  readonly join?: true;
}

export interface SimulationOptions {
  readonly seed: number;
  readonly durationMs: number;
  readonly replicas: number;
  readonly balancers: number;
  readonly cores: number;
  readonly workMeanMs: number;
  /** Poisson arrivals over all balancers. */
  readonly callsPerSecond: number;
  /** One way between balancer and replica, ms. */
  readonly networkMs: number;
  readonly policy: Partial<PolicyOptions>;
  /** Replicas that are not members until they join. */
  readonly absent?: readonly number[];
  readonly events?: readonly FleetEvent[];
}

/** One call as its client saw it. */
export interface SimulatedCall {
  readonly atMs: number;
  readonly replica: number;
  readonly rule: string;
  readonly latencyMs: number;
}

interface Sent {
  readonly atMs: number;
  readonly balancer: number;
  readonly pickId: number;
  readonly replica: number;
  readonly rule: string;
}

/** Runs the fleet for `durationMs`; returns the calls that ended, in order of their ends. Replays from the options alone. */
export function simulate(options: SimulationOptions): SimulatedCall[] {
  const fleet = new SimulatedFleet(options);
  return fleet.run();
}

class SimulatedFleet {
  readonly #options: SimulationOptions;
  readonly #heap = new EventHeap<(nowMs: number) => void>();
  readonly #arrivals: Rng;
  readonly #work: Rng;
  readonly #replicas: Replica[];
  readonly #policies: Policy[];
  readonly #wakeAtMs: number[];
  readonly #members: Set<number>;
  readonly #sent = new Map<number, Sent>();
  readonly #calls: SimulatedCall[] = [];
  #queryId = 0;

  constructor(options: SimulationOptions) {
    this.#options = options;
    const root = createRng(options.seed);
    this.#arrivals = root.child('arrivals');
    this.#work = root.child('work');
    const estimator = options.policy.estimator ?? 'scaled';
    this.#replicas = Array.from({ length: options.replicas }, () => new Replica(options.cores, estimator, 0));
    this.#members = new Set(this.#replicas.keys());
    for (const absent of options.absent ?? []) this.#members.delete(absent);
    this.#policies = Array.from({ length: options.balancers }, (_, i) =>
      createPolicy(options.policy, root.child(`balancer ${i}`)),
    );
    this.#wakeAtMs = this.#policies.map(() => Number.POSITIVE_INFINITY);
  }

  run(): SimulatedCall[] {
    this.#announce(0);
    for (const event of this.#options.events ?? [])
      this.#heap.push(event.atMs, nowMs => this.#happen(event, nowMs));
    this.#heap.push(0, nowMs => this.#nextArrival(nowMs));
    for (
      let next = this.#heap.pop();
      next !== undefined && next.atMs <= this.#options.durationMs;
      next = this.#heap.pop()
    ) {
      next.value(next.atMs);
    }
    return this.#calls;
  }

  #announce(nowMs: number): void {
    const ids = [...this.#members].map(String);
    for (const [i, policy] of this.#policies.entries()) {
      policy.setReplicas(ids, nowMs);
      for (const id of ids) policy.setEligible(id, true, nowMs);
      this.#wake(i, nowMs);
    }
  }

  #happen(event: FleetEvent, nowMs: number): void {
    if (event.speed !== undefined) {
      this.#finish(event.replica, nowMs);
      this.#replicas[event.replica]?.queue.setSpeed(event.speed, nowMs);
      this.#watch(event.replica, nowMs);
    }
    if (event.join) {
      this.#members.add(event.replica);
      this.#announce(nowMs);
    }
  }

  #nextArrival(nowMs: number): void {
    this.#call(this.#arrivals.int(this.#policies.length), nowMs);
    const gapMs = (-Math.log(1 - this.#arrivals.float()) * 1000) / this.#options.callsPerSecond;
    this.#heap.push(nowMs + gapMs, atMs => this.#nextArrival(atMs));
  }

  #call(balancer: number, nowMs: number): void {
    const policy = this.#policies[balancer];
    const pick = policy?.pick(nowMs);
    const workMs = clippedNormal(this.#options.workMeanMs, this.#work);
    if (policy === undefined || pick?.kind !== 'picked') return;
    const queryId = this.#queryId++;
    const replica = Number(pick.replica);
    const { rule } = policy.lastUse();
    this.#sent.set(queryId, { atMs: nowMs, balancer, pickId: pick.pickId, replica, rule });
    this.#heap.push(nowMs + this.#options.networkMs, atMs => this.#arrive(queryId, replica, workMs, atMs));
    this.#probe(balancer, pick.probe, nowMs);
  }

  #arrive(queryId: number, replica: number, workMs: number, nowMs: number): void {
    this.#finish(replica, nowMs);
    this.#replicas[replica]?.arrive(queryId, workMs, nowMs);
    this.#watch(replica, nowMs);
  }

  /** Comes back when the replica's next query ends, unless something else happens there before. */
  #watch(replica: number, nowMs: number): void {
    const endAtMs = this.#replicas[replica]?.queue.nextEndAtMs(nowMs) ?? Number.POSITIVE_INFINITY;
    if (endAtMs === Number.POSITIVE_INFINITY) return;
    this.#heap.push(endAtMs, atMs => {
      if (this.#finish(replica, atMs)) this.#watch(replica, atMs);
    });
  }

  #finish(replica: number, nowMs: number): boolean {
    const finished = this.#replicas[replica]?.advance(nowMs) ?? [];
    for (const { queryId, load } of finished) {
      this.#heap.push(nowMs + this.#options.networkMs, atMs => this.#answer(queryId, load, atMs));
    }
    return finished.length > 0;
  }

  #answer(queryId: number, load: LoadReport, nowMs: number): void {
    const sent = this.#sent.get(queryId);
    if (sent === undefined) return;
    this.#sent.delete(queryId);
    const latencyMs = nowMs - sent.atMs;
    this.#policies[sent.balancer]?.onQueryEnd(sent.pickId, { status: 'OK', latencyMs, load }, nowMs);
    this.#calls.push({ atMs: sent.atMs, replica: sent.replica, rule: sent.rule, latencyMs });
  }

  #probe(balancer: number, ids: readonly string[], nowMs: number): void {
    for (const id of ids) {
      this.#heap.push(nowMs + this.#options.networkMs, atMs => {
        this.#finish(Number(id), atMs);
        const load = this.#replicas[Number(id)]?.load(atMs);
        if (load === undefined) return;
        this.#heap.push(atMs + this.#options.networkMs, laterMs =>
          this.#policies[balancer]?.onProbeReply(id, load, laterMs),
        );
      });
    }
    if (ids.length > 0) this.#wake(balancer, nowMs);
  }

  /** Asks the policy for probes that are due, and comes back when it wants to be woken. */
  #wake(balancer: number, nowMs: number): void {
    const wake = this.#policies[balancer]?.onWake(nowMs);
    if (wake === undefined) return;
    if (wake.probe.length > 0) this.#probe(balancer, wake.probe, nowMs);
    if (wake.wakeAtMs === this.#wakeAtMs[balancer] || wake.wakeAtMs === Number.POSITIVE_INFINITY) return;
    this.#wakeAtMs[balancer] = wake.wakeAtMs;
    this.#heap.push(Math.max(nowMs, wake.wakeAtMs), atMs => {
      if (this.#wakeAtMs[balancer] === wake.wakeAtMs) this.#wake(balancer, atMs);
    });
  }
}
