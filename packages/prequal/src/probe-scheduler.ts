// When is which replica probed? Rate, targets, caps, idle probing, polling. It knows nothing of what the answers say.

import type { Fleet, Member } from './fleet.ts';
import { FractionalRate } from './fractional-rate.ts';
import type { PolicyOptions } from './options.ts';
import { PollTurns } from './poll-turns.ts';
import { ProbeLedger } from './probe-ledger.ts';
import { ProbeThrottle } from './probe-throttle.ts';
import type { Rng } from './rng.ts';
import { RoundTrip } from './round-trip.ts';
import type { Asking } from './rule.ts';
import type { ProbeFailure, SkipReason } from './vocabulary.ts';

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
  readonly #ledger = new ProbeLedger();
  /** Places in `#orderOf`, shuffled a little further with every query. */
  #order = new Uint32Array(0);
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
   * The replicas that a query asks first in sync mode: `syncProbes` distinct ones, uniform (Prequal §4 [sync]), `excluded` not
   * among them; fewer than two when trouble with probing holds them back.
   */
  onSyncQuery(excluded: Member | undefined, options: PolicyOptions, nowMs: number): Member[] {
    const factor = this.#throttle.factor(nowMs);
    if (factor < 1) this.skipped.backoff += this.#held.take(options.syncProbes * (1 - factor));
    const probed: Member[] = [];
    this.#sample(this.#syncDue.take(options.syncProbes * factor), probed, options, nowMs, excluded);
    return probed;
  }

  /**
   * Probes due without a query: newly eligible replicas at once, others by turns, or at random after a time without a probe
   * (Prequal §4 [idle-probing]).
   */
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
    this.#ledger.setSilentUntil(member, Number.NEGATIVE_INFINITY);
  }

  /** Whether the replica is known to answer no probes just now. */
  isSilent(member: Member, nowMs: number): boolean {
    return this.#ledger.isSilent(member, nowMs);
  }

  onReply(member: Member, nowMs: number): void {
    // With several in flight nobody knows which of them this one answers.
    if (this.#ledger.inFlight(member) === 1) this.#roundTrip.add(nowMs - this.#ledger.askedAtMs(member));
    this.#ended(member);
    this.#ledger.setSilentUntil(member, Number.NEGATIVE_INFINITY);
    this.#throttle.onOutcome(false, nowMs);
  }

  onFailure(member: Member, cause: ProbeFailure, nowMs: number): void {
    this.#ended(member);
    // Deviation [silent-probe]: a lost probe or connection says nothing about the service; any other answer that is no report
    // says that there is none.
    const answered = cause !== 'timeout' && cause !== 'unreached';
    if (answered) this.#ledger.setSilentUntil(member, nowMs + ASK_AGAIN_MS);
    this.#throttle.onOutcome(cause === 'timeout', nowMs);
  }

  onStall(lagMs: number, options: PolicyOptions, nowMs: number): void {
    this.#throttle.onStall(lagMs, options.probeTimeoutMs, nowMs);
  }

  /** The probes in flight to a replica that left will not be answered. */
  onLeft(member: Member): void {
    this.#newcomers.delete(member);
    this.#inFlight -= this.#ledger.inFlight(member);
    this.#ledger.clear(member);
  }

  /** Those whose turn it is, but none twice. Trouble with probing makes the turns longer, as it makes queries' probes fewer. */
  #poll(probed: Member[], options: PolicyOptions, nowMs: number): void {
    const turn = this.#turns.take(this.#fleet.eligible, options, this.#throttle.factor(nowMs), nowMs);
    this.skipped.backoff += this.#held.take(turn.held);
    const asked = probed.length === 0 ? null : new Set(probed);
    for (const member of turn.members) if (!asked?.has(member)) this.#admit(member, probed, options, nowMs);
  }

  /** Asks `count` distinct eligible replicas, uniform without replacement (Prequal §4 [probe-targets]), but none twice. */
  #sample(
    count: number,
    probed: Member[],
    options: PolicyOptions,
    nowMs: number,
    excluded?: Member | undefined,
  ): void {
    if (this.#orderOf !== this.#fleet.eligible) {
      this.#orderOf = this.#fleet.eligible;
      this.#order = Uint32Array.from(this.#orderOf.keys());
    }
    const order = this.#order;
    let size = Math.min(count, order.length);
    const asked = probed.length;
    for (let i = 0; i < size; i++) {
      const j = i + this.#rng.int(order.length - i);
      const place = order[j] as number;
      order[j] = order[i] as number;
      order[i] = place;
      const chosen = this.#orderOf[place] as Member;
      if (chosen === excluded) size = Math.min(size + 1, order.length);
      else if (asked === 0 || !probed.includes(chosen)) this.#admit(chosen, probed, options, nowMs);
    }
  }

  /** Adds what the caps allow; a silent replica passes, since nothing is sent to it. */
  #admit(member: Member, probed: Member[], options: PolicyOptions, nowMs: number): void {
    this.#lastProbeAtMs = nowMs;
    if (!this.#ledger.isSilent(member, nowMs)) {
      const reason = this.#refusal(member, options, nowMs);
      if (reason !== null) {
        this.skipped[reason]++;
        return;
      }
      this.#ledger.onAsked(member, nowMs);
      this.#inFlight++;
    }
    probed.push(member);
  }

  /** Deviation [probe-caps]: the paper sets no limits. */
  #refusal(member: Member, options: PolicyOptions, nowMs: number): SkipReason | null {
    if (this.#inFlight >= options.probeMaxInFlight) return 'in_flight';
    return this.#ledger.takeToken(member, options.probeMaxPerSecond, nowMs) ? null : 'rate';
  }

  /** Counted from the last probe that was due: queries that cause none do not put it off. */
  #idleAtMs(options: PolicyOptions): number {
    if (options.probeIdleMs === 0 || this.#fleet.eligible.length === 0) return Number.POSITIVE_INFINITY;
    return this.#lastProbeAtMs + options.probeIdleMs;
  }

  #ended(member: Member): void {
    // A reply that was not asked for (the caller probes a replica set aside by itself) has no count to give back.
    if (this.#ledger.onEnded(member)) this.#inFlight--;
  }
}
