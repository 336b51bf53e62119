// A choice from the pool of asynchronous probes (§4): filling, compensation, reuse, removal and fallback, for any ranking.

import { candidateOf } from './candidate-of.ts';
import type { DecisionRecord } from './decision-record.ts';
import { latencyFactor } from './estimators/scaled.ts';
import { finiteOrNull } from './finite-or-null.ts';
import type { Fleet, Member } from './fleet.ts';
import { FractionalRate } from './fractional-rate.ts';
import type { LoadReport } from './load-report.ts';
import type { PolicyOptions } from './options.ts';
import type { QueryEnd } from './policy.ts';
import { isStale, stalenessOf } from './pool-staleness.ts';
import { PoolEntry, ProbePool } from './probe-pool.ts';
import type { Ranking } from './ranking.ts';
import { budgetAt, randomRound, type Sizing, sizingFor } from './reuse-budget.ts';
import { countByRif } from './rif-history.ts';
import type { Rng } from './rng.ts';
import {
  type Choice,
  drawFrom,
  NOTHING,
  plainChoice,
  type Rule,
  type RuleParts,
  type RuleView,
} from './rule.ts';
import type { LoadSource } from './vocabulary.ts';

const NONE = new Uint32Array(0);

export class PooledRule implements Rule {
  readonly asks = 'with_queries';
  readonly averse: boolean;
  readonly waits: boolean;
  readonly #fleet: Fleet;
  readonly #rng: Rng;
  readonly #pool: ProbePool;
  readonly #ranking: Ranking;
  readonly #removals = new FractionalRate();
  readonly #rateFactor: (nowMs: number) => number;
  #options: PolicyOptions;
  #sizing: Sizing;
  #removeOldest = true;
  /** Factor on the probe rate at the pick in the making. */
  #rate = 1;
  /** The entry that the pick in the making was served by. */
  #serving: PoolEntry | null = null;

  constructor({ fleet, rng, options, rateFactor }: RuleParts, ranking: Ranking) {
    this.#rateFactor = rateFactor;
    this.#fleet = fleet;
    this.#rng = rng;
    this.#options = options;
    this.#sizing = sizingFor(fleet.members.length, options);
    this.#pool = new ProbePool(this.#sizing.capacity);
    this.#ranking = ranking;
    this.averse = ranking.averse;
    this.waits = ranking.waits;
  }

  look(record: DecisionRecord, nowMs: number): void {
    this.#pool.expire(this.#options.probeMaxAgeMs, nowMs);
    this.#serving = null;
    this.#rate = this.#rateFactor(nowMs);
    record.regime = this.#sizing.regime;
    record.poolCapacity = this.#sizing.capacity;
    record.threshold = this.#ranking.look(this.#pool.entries);
    record.see(this.#pool.entries, this.#ranking.history);
  }

  choose(from: readonly Member[], excluded: Member | undefined, nowMs: number): Choice {
    const { entries } = this.#pool;
    const isExcluded = excluded === undefined ? undefined : (entry: PoolEntry) => entry.member === excluded;
    const held = entries.length - (excluded !== undefined && this.#pool.entryOf(excluded) !== null ? 1 : 0);
    if (held < this.#leastHeld(from)) return plainChoice(drawFrom(from, this.#rng), 'fallback');
    const entry = entries[this.#ranking.best(entries, isExcluded)];
    if (entry === undefined) return plainChoice(drawFrom(from, this.#rng), 'fallback');
    this.#serving = entry;
    return pooledChoice(entry, this.#ranking, nowMs);
  }

  /** Prequal §4 [sync]: the same rule, over what the probes of this very query brought; MODE=auto adds what of the pool is not stale. */
  chooseAmong(answered: readonly Member[], record: DecisionRecord, nowMs: number): Choice {
    const answers = answered.flatMap(member => this.#freshEntry(member, nowMs) ?? []);
    const entries =
      this.#options.mode === 'auto' ? [...answers, ...this.#others(answers, record, nowMs)] : answers;
    record.threshold = this.#ranking.look(entries);
    record.see(entries, this.#ranking.history);
    const entry = entries[this.#ranking.best(entries)] as PoolEntry;
    if (!answers.includes(entry)) this.#serving = entry;
    return pooledChoice(entry, this.#ranking, nowMs);
  }

  staleness(
    from: readonly Member[],
    excluded: Member | undefined,
    waitMs: number,
    nowMs: number,
  ): string | null {
    this.#pool.expire(this.#options.probeMaxAgeMs, nowMs);
    const { entries } = this.#pool;
    const usable = excluded === undefined ? entries : entries.filter(({ member }) => member !== excluded);
    return stalenessOf(usable, this.#leastHeld(from), waitMs, nowMs);
  }

  onSent(member: Member): void {
    const entry = this.#pool.entryOf(member);
    if (entry !== null) this.#compensate(entry, 1);
    if (entry !== null && entry === this.#serving) {
      entry.uses++;
      entry.usesLeft--;
      // Prequal §4 [reuse]: at most b_reuse uses, then removed.
      if (entry.usesLeft <= 0) this.#pool.remove(member, 'exhausted');
    }
    this.#serving = null;
    this.#removeSome();
  }

  onAbandoned(member: Member, report: number): void {
    const entry = this.#pool.entryOf(member);
    if (entry !== null && entry.report === report) this.#compensate(entry, -1);
  }

  onEnd(member: Member, end: QueryEnd): void {
    this.#ranking.onEnd(member, end);
  }

  onReport(member: Member, report: LoadReport, _source: LoadSource, nowMs: number): void {
    this.#ranking.onReport(member, report);
    if (!member.eligible) return;
    // A fractional budget keeps its mean by rounding at random.
    const budget = randomRound(budgetAt(this.#sizing, this.#rateFactor(nowMs), this.#options), this.#rng);
    const entry = this.#pool.insert(member, budget);
    if (entry.penalty > 0) this.#scaleLatency(entry);
  }

  onChange(options: PolicyOptions): void {
    this.#ranking.onChange(options);
    this.#options = options;
    this.#sizing = sizingFor(this.#fleet.members.length, options);
    this.#pool.setCapacity(this.#sizing.capacity);
    for (const entry of this.#pool.entries) this.#scaleLatency(entry);
  }

  onGone(member: Member, reason: 'left' | 'failed' | 'exhausted'): void {
    this.#pool.remove(member, reason);
    if (reason === 'left') this.#ranking.onLeft(member);
  }

  view(nowMs: number): RuleView {
    const { history } = this.#ranking;
    const threshold = this.#ranking.look(this.#pool.entries);
    const fresh = this.#pool.entries.filter(
      entry => nowMs - entry.receivedAtMs <= this.#options.probeMaxAgeMs,
    );
    return {
      regime: this.#sizing.regime,
      threshold: threshold === null ? null : finiteOrNull(threshold.rif),
      reuseBudget: this.#sizing.reuseBudget,
      poolCapacity: this.#sizing.capacity,
      pool: fresh.map(entry => candidateOf(entry, threshold, nowMs)),
      rifHistory: history === null ? {} : countByRif(history.copyTo(NONE), history.count),
    };
  }

  /** Prequal §4 [fallback]: a random replica while occupancy is below 2 (MIN_POOL), or below what the pool could hold of `from`. */
  #leastHeld(from: readonly Member[]): number {
    return Math.min(this.#options.minPool, from.length, this.#sizing.capacity);
  }

  /** The entries of the pool that are not stale, of replicas that are neither among `answers` nor excluded. */
  #others(answers: readonly PoolEntry[], { excluded }: DecisionRecord, nowMs: number): readonly PoolEntry[] {
    const known = new Set(answers.map(({ member }) => member));
    return this.#pool.entries.filter(
      entry => !known.has(entry.member) && entry.member !== excluded && !isStale(entry, nowMs),
    );
  }

  /** The last report of `member` as an entry for one use, with what was sent since. */
  #freshEntry(member: Member, nowMs: number): PoolEntry | null {
    if (member.reports === 0) return null;
    const entry = new PoolEntry(member);
    entry.hold(member, 1, nowMs);
    entry.rif += member.sentSinceReport;
    this.#scaleLatency(entry);
    return entry;
  }

  /** Prequal §4 [compensation]: a query sent raises the RIF of the replica's entry by one; one not sent takes it back. */
  #compensate(entry: PoolEntry, by: 1 | -1): void {
    entry.rif += by;
    this.#scaleLatency(entry);
  }

  /**
   * Deviation [latency-compensation]: the latency rises too, by the scaled estimator's own formula; the paper leaves it, and
   * so does the median, penalties excepted.
   */
  #scaleLatency(entry: PoolEntry): void {
    const { reportedRif, penalty } = entry;
    const rif = this.#options.estimator === 'scaled' ? entry.rif : reportedRif + penalty;
    entry.latencyMs = entry.reportedLatencyMs * latencyFactor(reportedRif, rif);
  }

  /** Prequal §4 [removal]: r_remove entries leave per query, oldest and worst in turn. */
  #removeSome(): void {
    for (let due = this.#removals.take(this.#sizing.removalsPerQuery * this.#rate); due > 0; due--) {
      if (this.#pool.entries.length === 0) return;
      if (this.#removeOldest) this.#pool.removeAt(0, 'oldest');
      else this.#pool.removeAt(this.#ranking.worst(this.#pool.entries), 'worst');
      this.#removeOldest = !this.#removeOldest;
    }
  }
}

function pooledChoice(entry: PoolEntry, ranking: Ranking, nowMs: number): Choice {
  return {
    member: entry.member,
    rule: ranking.ruleOf(entry),
    why: ranking.why,
    compared: NOTHING,
    ageMs: nowMs - entry.receivedAtMs,
    uses: entry.uses + 1,
    latencyMs: finiteOrNull(entry.latencyMs),
  };
}
