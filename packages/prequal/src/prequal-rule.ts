// Prequal's choice (§4, asynchronous mode): the pool, the threshold, the hot-cold rule, reuse and removal, joined.

import { candidateOf } from './candidate-of.ts';
import type { LoadSource } from './closed-sets.ts';
import type { DecisionRecord } from './decision-record.ts';
import { latencyFactor } from './estimators/scaled.ts';
import type { Fleet, Member } from './fleet.ts';
import { FractionalRate } from './fractional-rate.ts';
import { isHot, selectBest, selectWorst, type Threshold, thresholdOf } from './hot-cold.ts';
import type { LoadReport } from './load-report.ts';
import type { PolicyOptions } from './options.ts';
import { PoolEntry, ProbePool } from './probe-pool.ts';
import { randomRound, type Sizing, sizingFor } from './reuse-budget.ts';
import { countByRif, RifHistory } from './rif-history.ts';
import type { Rng } from './rng.ts';
import { type Choice, drawFrom, plainChoice, type Rule, type RuleParts, type RuleView } from './rule.ts';

const NONE = new Uint32Array(0);

export class PrequalRule implements Rule {
  readonly asks = 'with_queries';
  readonly averse = true;
  readonly #fleet: Fleet;
  readonly #rng: Rng;
  readonly #pool: ProbePool;
  readonly #history: RifHistory;
  readonly #removals = new FractionalRate();
  #options: PolicyOptions;
  #sizing: Sizing;
  #removeOldest = true;
  /** The threshold of the pick in the making. */
  #threshold: Threshold = thresholdOf(Number.NaN, { qRif: 1, hotTies: 'cold' });
  /** The entry that the pick in the making was served by. */
  #serving: PoolEntry | null = null;

  constructor({ fleet, rng, options }: RuleParts) {
    this.#fleet = fleet;
    this.#rng = rng;
    this.#options = options;
    this.#sizing = sizingFor(fleet.members.length, options);
    this.#pool = new ProbePool(this.#sizing.capacity);
    this.#history = new RifHistory(options.rifHistory);
  }

  look(record: DecisionRecord, nowMs: number): void {
    this.#pool.expire(this.#options.probeMaxAgeMs, nowMs);
    this.#serving = null;
    record.regime = this.#sizing.regime;
    record.poolCapacity = this.#sizing.capacity;
    this.#threshold = this.#thresholdNow();
    record.threshold = this.#threshold;
    record.see(this.#pool.entries, this.#history);
  }

  choose(from: readonly Member[], spared: Member | undefined, nowMs: number): Choice {
    const { entries } = this.#pool;
    const isSpared = spared === undefined ? undefined : (entry: PoolEntry) => entry.member === spared;
    const held = entries.length - (spared !== undefined && this.#pool.entryOf(spared) !== undefined ? 1 : 0);
    // Prequal §4 [fallback]: a random replica while occupancy is below 2 (MIN_POOL), or below what the pool could hold.
    if (held < Math.min(this.#options.minPool, from.length, this.#sizing.capacity)) {
      return plainChoice(drawFrom(from, this.#rng), 'fallback');
    }
    const entry = entries[selectBest(entries, this.#threshold, this.#rng, isSpared)];
    if (entry === undefined) return plainChoice(drawFrom(from, this.#rng), 'fallback');
    this.#serving = entry;
    const rule = isHot(entry, this.#threshold) ? 'hot' : 'cold';
    const latencyMs = entry.latencyMs === Number.POSITIVE_INFINITY ? null : entry.latencyMs;
    return { member: entry.member, rule, ageMs: nowMs - entry.receivedAtMs, uses: entry.uses + 1, latencyMs };
  }

  onSent(member: Member): PoolEntry | null {
    const entry = this.#pool.entryOf(member) ?? null;
    if (entry !== null) this.#compensate(entry, 1);
    if (entry !== null && entry === this.#serving) {
      entry.uses++;
      entry.usesLeft--;
      // Prequal §4 [reuse]: at most b_reuse uses, then removed.
      if (entry.usesLeft <= 0) this.#pool.remove(member, 'exhausted');
    }
    this.#serving = null;
    this.#removeSome();
    return entry;
  }

  onAbandoned(token: unknown): void {
    if (token instanceof PoolEntry) this.#compensate(token, -1);
  }

  /** The pool learns from reports alone. */
  onEnd(): void {}

  onReport(member: Member, report: LoadReport, source: LoadSource, nowMs: number): void {
    this.#history.add(report.rif);
    if (!member.eligible) return;
    // A fractional budget keeps its mean by rounding at random.
    const budget = randomRound(this.#sizing.reuseBudget, this.#rng);
    const entry = new PoolEntry(member, report, source, budget, nowMs);
    if (entry.penalty > 0) this.#scaleLatency(entry);
    this.#pool.insert(entry);
  }

  onChange(options: PolicyOptions): void {
    if (options.rifHistory !== this.#options.rifHistory) this.#history.resize(options.rifHistory);
    this.#options = options;
    this.#sizing = sizingFor(this.#fleet.members.length, options);
    this.#pool.setCapacity(this.#sizing.capacity);
    for (const entry of this.#pool.entries) this.#scaleLatency(entry);
  }

  onGone(member: Member, reason: 'left' | 'failed'): void {
    this.#pool.remove(member, reason);
  }

  view(nowMs: number): RuleView {
    const threshold = this.#thresholdNow();
    const fresh = this.#pool.entries.filter(
      entry => nowMs - entry.receivedAtMs <= this.#options.probeMaxAgeMs,
    );
    return {
      regime: this.#sizing.regime,
      threshold: threshold.rif === Number.POSITIVE_INFINITY ? null : threshold.rif,
      reuseBudget: this.#sizing.reuseBudget,
      poolCapacity: this.#sizing.capacity,
      pool: fresh.map(entry => candidateOf(entry, entry, threshold, nowMs)),
      rifHistory: countByRif(this.#history.copyTo(NONE), this.#history.count),
    };
  }

  #thresholdNow(): Threshold {
    // Prequal §4 [threshold]: theta_RIF is the Q_RIF quantile of the estimated RIF distribution.
    return thresholdOf(this.#history.quantile(this.#options.qRif), this.#options);
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
    for (let due = this.#removals.take(this.#sizing.removalsPerQuery); due > 0; due--) {
      if (this.#pool.entries.length === 0) return;
      if (this.#removeOldest) this.#pool.removeAt(0, 'oldest');
      else this.#pool.removeAt(selectWorst(this.#pool.entries, this.#threshold, this.#rng), 'worst');
      this.#removeOldest = !this.#removeOldest;
    }
  }
}
