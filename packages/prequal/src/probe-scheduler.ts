// When is which replica probed? Rate, targets, caps, idle probing, polling. It knows nothing of what the answers say.

import type { ProbeFailure, SkipReason } from './closed-sets.ts';
import type { Fleet, Member } from './fleet.ts';
import { FractionalRate } from './fractional-rate.ts';
import type { PolicyOptions } from './options.ts';
import { PollTurns } from './poll-turns.ts';
import type { ProbeState } from './probe-state.ts';
import { ProbeThrottle } from './probe-throttle.ts';
import type { Rng } from './rng.ts';
import { RoundTrip } from './round-trip.ts';
import type { Asking } from './rule.ts';

/** After this a replica without a probe service is asked again. */
const ASK_AGAIN_MS = 30_000;

export class ProbeScheduler {
  readonly skipped: Record<SkipReason, number> = { in_flight: 0, rate: 0, backoff: 0 };
  readonly #rng: Rng;
  readonly #fleet: Fleet;
  readonly #throttle = new ProbeThrottle();
  readonly #due = new FractionalRate();
  readonly #held = new FractionalRate();
  readonly #syncDue = new FractionalRate();
  readonly #newcomers = new Set<Member>();
  readonly #turns = new PollTurns();
  readonly #roundTrip = new RoundTrip();
  #order: Member[] = [];
  #orderOf: readonly Member[] = [];
  #inFlight = 0;
  #lastProbeAtMs = Number.NEGATIVE_INFINITY;

  constructor(fleet: Fleet, rng: Rng) {
    this.#fleet = fleet;
    this.#rng = rng;
  }

  /** How long a probe takes to be answered, ms; infinite until one was. */
  get roundTripMs(): number {
    return this.#roundTrip.ms;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  rateFactor(nowMs: number): number {
    return this.#throttle.factor(nowMs);
  }

  /** Probes that one query causes: r_probe on average, fractions too (Prequal §4 [probe-rate]). */
  onQuery(options: PolicyOptions, nowMs: number): Member[] {
    const factor = this.#throttle.factor(nowMs);
    if (factor < 1) this.skipped.backoff += this.#held.take(options.rProbe * (1 - factor));
    const probed: Member[] = [];
    this.#sample(this.#due.take(options.rProbe * factor), probed, options, nowMs);
    return probed;
  }

  /**
   * The replicas that a query asks first in sync mode: `syncProbes` distinct ones, uniform (Prequal §4 [sync]), `spared` not
   * among them; fewer than two when trouble with probing holds them back.
   */
  onSyncQuery(spared: Member | undefined, options: PolicyOptions, nowMs: number): Member[] {
    const factor = this.#throttle.factor(nowMs);
    if (factor < 1) this.skipped.backoff += this.#held.take(options.syncProbes * (1 - factor));
    const probed: Member[] = [];
    this.#sample(this.#syncDue.take(options.syncProbes * factor), probed, options, nowMs, spared);
    return probed;
  }

  /** Probes due without a query: newly eligible replicas at once, others by turns or after a silence (Prequal §4 [idle-probing]). */
  onWake(asks: Asking, options: PolicyOptions, nowMs: number): Member[] {
    const idle = asks === 'with_queries' && nowMs >= this.#idleAtMs(options);
    const probed: Member[] = [];
    for (const member of this.#newcomers) if (member.eligible) this.#admit(member, probed, options, nowMs);
    this.#newcomers.clear();
    if (idle) this.#sample(Math.max(options.minPool, Math.ceil(options.rProbe)), probed, options, nowMs);
    if (asks === 'all') this.#poll(probed, options, nowMs);
    return probed;
  }

  wakeAtMs(asks: Asking, options: PolicyOptions, nowMs: number): number {
    if (this.#newcomers.size > 0) return nowMs;
    if (asks === 'with_queries') return this.#idleAtMs(options);
    return this.#fleet.eligible.length === 0 ? Number.POSITIVE_INFINITY : this.#turns.dueAtMs;
  }

  onEligible(member: Member): void {
    this.#newcomers.add(member);
    member.probing.silentUntilMs = Number.NEGATIVE_INFINITY;
  }

  /** Whether the replica is known to answer no probes just now. */
  isSilent(member: Member, nowMs: number): boolean {
    return nowMs < member.probing.silentUntilMs;
  }

  onReply(member: Member, nowMs: number): void {
    // With several in flight nobody knows which of them this one answers.
    if (member.probing.inFlight === 1) this.#roundTrip.add(nowMs - member.probing.askedAtMs);
    this.#ended(member);
    member.probing.silentUntilMs = Number.NEGATIVE_INFINITY;
    this.#throttle.onOutcome(false, nowMs);
  }

  onFailure(member: Member, cause: ProbeFailure, nowMs: number): void {
    this.#ended(member);
    // A lost probe or connection says nothing about the service; any other answer says that there is none.
    const answered = cause !== 'timeout' && cause !== 'unreached';
    if (answered) member.probing.silentUntilMs = nowMs + ASK_AGAIN_MS;
    this.#throttle.onOutcome(cause === 'timeout', nowMs);
  }

  onStall(lagMs: number, options: PolicyOptions, nowMs: number): void {
    this.#throttle.onStall(lagMs, options.probeTimeoutMs, nowMs);
  }

  /** The probes in flight to a replica that left will not be answered. */
  onLeft(member: Member): void {
    this.#newcomers.delete(member);
    this.#inFlight -= member.probing.inFlight;
    member.probing.inFlight = 0;
  }

  /** Those whose turn it is, but none twice. Trouble with probing makes the turns longer, as it makes queries' probes fewer. */
  #poll(probed: Member[], options: PolicyOptions, nowMs: number): void {
    const turn = this.#turns.take(this.#fleet.eligible, options, this.#throttle.factor(nowMs), nowMs);
    this.skipped.backoff += this.#held.take(turn.held);
    const asked = new Set(probed);
    for (const member of turn.members) if (!asked.has(member)) this.#admit(member, probed, options, nowMs);
  }

  /** Asks `count` distinct eligible replicas, uniform without replacement (Prequal §4 [probe-targets]), but none twice. */
  #sample(
    count: number,
    probed: Member[],
    options: PolicyOptions,
    nowMs: number,
    spared?: Member | undefined,
  ): void {
    if (this.#orderOf !== this.#fleet.eligible) {
      this.#orderOf = this.#fleet.eligible;
      this.#order = [...this.#orderOf];
    }
    const order = this.#order;
    let size = Math.min(count, order.length);
    const asked = probed.length;
    for (let i = 0; i < size; i++) {
      const j = i + this.#rng.int(order.length - i);
      const chosen = order[j] as Member;
      order[j] = order[i] as Member;
      order[i] = chosen;
      if (chosen === spared) size = Math.min(size + 1, order.length);
      else if (asked === 0 || !probed.includes(chosen)) this.#admit(chosen, probed, options, nowMs);
    }
  }

  /** Adds what the caps allow; a silent replica passes, since nothing is sent to it. */
  #admit(member: Member, probed: Member[], options: PolicyOptions, nowMs: number): void {
    this.#lastProbeAtMs = nowMs;
    const { probing } = member;
    if (nowMs >= probing.silentUntilMs) {
      const reason = this.#refusal(probing, options, nowMs);
      if (reason !== null) {
        this.skipped[reason]++;
        return;
      }
      probing.inFlight++;
      probing.askedAtMs = nowMs;
      this.#inFlight++;
    }
    probed.push(member);
  }

  /** Deviation [probe-caps]: the paper sets no limits. */
  #refusal(state: ProbeState, options: PolicyOptions, nowMs: number): SkipReason | null {
    if (this.#inFlight >= options.probeMaxInFlight) return 'in_flight';
    return state.bucket.take(options.probeMaxPerSecond, nowMs) ? null : 'rate';
  }

  #idleAtMs(options: PolicyOptions): number {
    if (options.probeIdleMs === 0 || this.#fleet.eligible.length === 0) return Number.POSITIVE_INFINITY;
    return this.#lastProbeAtMs + options.probeIdleMs;
  }

  #ended(member: Member): void {
    const state = member.probing;
    // A reply that was not asked for (the caller probes a replica set aside by itself) has no count to give back.
    if (state.inFlight === 0) return;
    state.inFlight--;
    this.#inFlight--;
  }
}
