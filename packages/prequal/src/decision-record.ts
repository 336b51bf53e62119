// One decision, noted in a few numbers while it is made, and told whole only when somebody asks.

import { candidateOf, comparedCandidate } from './candidate-of.ts';
import type { Candidate, Decision } from './decision.ts';
import { plainReason, reasonFor, type Why } from './decision-reason.ts';
import { finiteOrNull } from './finite-or-null.ts';
import type { Member } from './fleet.ts';
import { selectBest, type Threshold } from './hot-cold.ts';
import type { PolicyOptions } from './options.ts';
import type { PoolEntry } from './probe-pool.ts';
import { countByRif, type RifHistory } from './rif-history.ts';
import type { Rng } from './rng.ts';
import { type Choice, type Compared, NOTHING } from './rule.ts';
import { leastScore } from './score-ranking.ts';
import { type Seen, SeenPool } from './seen-pool.ts';
import type { Regime, RuleName } from './vocabulary.ts';

const NO_IDS: readonly string[] = [];
const NO_RIFS = new Uint32Array(0);

/** One decision in the making; reused when the ring comes round. */
export class DecisionRecord {
  pickId = -1;
  atMs = 0;
  rule: RuleName = 'baseline';
  why: Why = 'drawn';
  member: Member | null = null;
  /** What was compared without a pool, the chosen one first. */
  compared: readonly Compared[] = NOTHING;
  /** Left out of the choice by the caller. */
  excluded: Member | null = null;
  /** Whether the query runs. */
  open = false;
  /** Queries of ours in flight at the replica when it started, itself included. */
  tag = 0;
  /** Number of the replica's last report then. */
  report = 0;
  options: PolicyOptions | null = null;
  regime: Regime | null = null;
  poolCapacity: number | null = null;
  threshold: Threshold | null = null;
  probed: readonly string[] = NO_IDS;
  /** Answers of probes sent first; null when none were. */
  answers: number | null = null;
  /** Why `MODE=auto` sent them. */
  because = '';
  status: string | null = null;
  durationMs: number | null = null;
  /** What the pool held, for `tell`; null where decisions are not kept. */
  readonly #pool: SeenPool | null;
  #history: Uint32Array = NO_RIFS;
  #historyCount = 0;

  constructor(keeps: boolean) {
    this.#pool = keeps ? new SeenPool() : null;
  }

  get keeps(): boolean {
    return this.#pool !== null;
  }

  start(pickId: number, options: PolicyOptions, nowMs: number): void {
    this.pickId = pickId;
    this.atMs = nowMs;
    this.member = null;
    this.compared = NOTHING;
    this.excluded = null;
    this.open = false;
    this.options = options;
    this.regime = null;
    this.poolCapacity = null;
    this.threshold = null;
    this.probed = NO_IDS;
    this.answers = null;
    this.because = '';
    this.status = null;
    this.durationMs = null;
    this.#pool?.clear();
    this.#historyCount = 0;
  }

  /** Notes what was chosen and sent. */
  chose({ member, rule, why, compared }: Choice): void {
    this.open = true;
    this.tag = member.inFlight;
    this.report = member.reports;
    this.member = member;
    this.rule = rule;
    this.why = why;
    this.compared = compared;
  }

  /** Notes what the pool holds for the choice to come. */
  see(entries: readonly PoolEntry[], history: RifHistory | null): void {
    if (this.#pool === null) return;
    this.#pool.note(entries);
    if (history === null) return;
    this.#history = history.copyTo(this.#history);
    this.#historyCount = history.count;
  }

  /** The replicas that could be compared, those left out by the caller not among them. */
  candidates(): string[] {
    const ids = this.compared.map(({ member }) => member.id);
    for (const member of this.#pool?.members() ?? []) if (member !== this.excluded) ids.push(member.id);
    return ids;
  }

  /** The decision in full; `rng` only breaks the runner-up's ties. */
  tell(rng: Rng): Decision | null {
    const { member, options, threshold } = this;
    if (this.#pool === null || member === null || options === null) return null;
    const seen = this.#pool.entries();
    const pooled = seen.map(one => candidateOf(one, threshold, this.atMs));
    const candidates = [...pooled, ...this.compared.map(comparedCandidate)];
    const second = this.#runnerUp(seen, rng);
    const runnerUp = second?.id ?? null;
    const limit = threshold === null ? null : finiteOrNull(threshold.rif);
    const isPrequal = options.policy === 'prequal';
    return {
      id: this.pickId,
      atMs: this.atMs,
      policy: options.policy,
      mode: this.answers === null ? 'async' : 'sync',
      rule: this.rule,
      replica: member.id,
      runnerUp,
      reason: [this.#reason(member.id, runnerUp, limit, candidates), ...this.#waited()].join('; '),
      threshold: limit,
      qRif: isPrequal ? options.qRif : null,
      hotTies: isPrequal ? options.hotTies : null,
      regime: this.regime,
      rifHistory: countByRif(this.#history, this.#historyCount),
      poolCapacity: this.poolCapacity,
      candidates,
      excluded: this.excluded?.id ?? null,
      probed: this.probed,
      answers: this.answers,
      ref: this.#isFromPool ? (seen.find(one => one.member === member)?.ref ?? 0) : 0,
      status: this.status,
      durationMs: this.durationMs,
    };
  }

  #waited(): string[] {
    if (this.answers === null) return [];
    const said = `asked first, ${this.answers} answered in time`;
    return [this.because === '' ? said : `${said}, since ${this.because}`];
  }

  get #isFromPool(): boolean {
    return this.why === 'hot_cold' || this.why === 'least_score';
  }

  /** What would have been picked had the chosen one not been there. */
  #runnerUp(seen: readonly Seen[], rng: Rng): Member | undefined {
    if (!this.#isFromPool) return this.compared[1]?.member;
    const isOut = ({ member }: Seen) => member === this.member || member === this.excluded;
    const { threshold } = this;
    const second =
      threshold === null ? leastScore(seen, rng, isOut) : selectBest(seen, threshold, rng, isOut);
    return seen[second]?.member;
  }

  #reason(
    replica: string,
    runnerUp: string | null,
    limit: number | null,
    candidates: readonly Candidate[],
  ): string {
    const { rule, why } = this;
    if (why !== 'hot_cold') return plainReason(why, replica, runnerUp, candidates);
    return reasonFor(rule === 'hot' ? 'hot' : 'cold', replica, runnerUp, limit, candidates);
  }
}
