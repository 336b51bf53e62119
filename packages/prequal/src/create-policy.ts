// The policy: members, probing, a choice rule and the decision log, joined behind the seam.

import { createRule } from './create-rule.ts';
import type { Decision } from './decision.ts';
import { DecisionLog } from './decision-log.ts';
import type { DecisionRecord } from './decision-record.ts';
import { type Aside, ErrorAversion } from './error-aversion.ts';
import { Fleet, type Member } from './fleet.ts';
import type { LoadReport } from './load-report.ts';
import { defaultOptions, mergeOptions, type PolicyOptions } from './options.ts';
import type { Pick, Policy, QueryEnd, Resolved, Snapshot, Use, Wake } from './policy.ts';
import { ProbeScheduler } from './probe-scheduler.ts';
import { Reports } from './reports.ts';
import type { Rng } from './rng.ts';
import { type Choice, drawFrom, plainChoice, type Rule } from './rule.ts';
import { snapshotOf } from './snapshot.ts';
import { answeredOf, answersToAwait, MIN_ANSWERS, SyncPicks } from './sync-picks.ts';
import { verdictOf } from './verdict.ts';
import type { ProbeFailure } from './vocabulary.ts';

/** Makes a policy; every draw comes from `rng`. Throws PrequalConfigError when an option is out of range. */
export function createPolicy(options: Partial<PolicyOptions>, rng: Rng): Policy {
  return new RulePolicy(mergeOptions(defaultOptions, options), rng);
}

class RulePolicy implements Policy {
  readonly #rng: Rng;
  readonly #tieRng: Rng;
  readonly #fleet = new Fleet();
  readonly #probing: ProbeScheduler;
  readonly #reports: Reports;
  readonly #aversion: ErrorAversion;
  readonly #log: DecisionLog;
  readonly #sync = new SyncPicks();
  #options: PolicyOptions;
  #rule: Rule;
  #panic = false;
  #lastPickId = 0;
  #lastDecisionId = 0;
  #lastUse: Use = { rule: 'baseline', ageMs: -1, uses: 0, latencyMs: null };

  constructor(options: PolicyOptions, rng: Rng) {
    this.#rng = rng.child('picks');
    this.#tieRng = rng.child('runner-up');
    this.#options = options;
    this.#probing = new ProbeScheduler(this.#fleet, rng.child('probe-targets'));
    this.#reports = new Reports(this.#probing, options.estimator, (member, report, source, nowMs) =>
      this.#rule.onReport(member, report, source, nowMs),
    );
    this.#aversion = new ErrorAversion(this.#fleet, rng.child('time-aside'));
    this.#log = new DecisionLog(options.decisions);
    this.#rule = this.#createRule();
  }

  setReplicas(ids: readonly string[], _nowMs: number): void {
    for (const member of this.#fleet.setReplicas(ids)) {
      this.#rule.onGone(member, 'left');
      this.#probing.onLeft(member);
      this.#reports.forget(member);
    }
    this.#aversion.onMembers();
    this.#rule.onChange(this.#options);
  }

  setEligible(id: string, eligible: boolean, _nowMs: number): void {
    const member = this.#fleet.get(id);
    if (member === undefined || !this.#fleet.setAllowed(member, eligible)) return;
    if (eligible) this.#probing.onEligible(member);
    else this.#rule.onGone(member, 'failed');
  }

  setPanic(panic: boolean, _nowMs: number): void {
    this.#panic = panic;
  }

  pick(nowMs: number, exclude?: string): Pick {
    const excluded = this.#excludedBy(exclude);
    const { from, panic } = this.#pickable(excluded, nowMs);
    if (from.length === 0) return { kind: 'none', reason: 'no_replica' };
    const pickId = ++this.#lastPickId;
    const because = panic || from.length === 1 ? null : this.#whyAskFirst(from, excluded, nowMs);
    if (because !== null) return this.#askFirst(pickId, exclude, because, nowMs);
    const record = this.#look(pickId, excluded, nowMs);
    // Prequal §4 [async]: the query is routed with what the pool holds; the probes that it causes serve later ones.
    const choice = panic ? this.#panicked(from) : this.#choose(from, excluded, nowMs);
    this.#send(choice, record);
    const asks = this.#rule.asks === 'with_queries';
    const probe = asks ? this.#reports.ask(this.#probing.onQuery(this.#options, nowMs), nowMs) : [];
    record.probed = probe;
    return { kind: 'picked', pickId, replica: choice.member.id, probe };
  }

  resolve(pickId: number, nowMs: number): Resolved {
    const awaited = this.#sync.take(pickId);
    if (awaited === undefined) throw new RangeError(`pick ${pickId} does not wait for answers`);
    const excluded = this.#excludedBy(awaited.exclude);
    const { from, panic } = this.#pickable(excluded, nowMs);
    if (from.length === 0) return { kind: 'none', reason: 'no_replica' };
    const record = this.#look(pickId, excluded, nowMs);
    const answered = answeredOf(awaited);
    record.probed = awaited.probe;
    record.answers = answered.length;
    record.because = awaited.because;
    const choice = panic ? this.#panicked(from) : this.#chooseAmong(answered, record, from, nowMs);
    this.#send(choice, record);
    return { kind: 'picked', pickId, replica: choice.member.id, probe: [] };
  }

  lastUse(): Use {
    // A copy: the choice itself holds the policy's own member.
    const { rule, ageMs, uses, latencyMs } = this.#lastUse;
    return { rule, ageMs, uses, latencyMs };
  }

  lastCandidates(): readonly string[] {
    return this.#log.get(this.#lastDecisionId)?.candidates() ?? [];
  }

  explain(pickId: number): Decision | null {
    // A stream for each pick: a decision is told the same way however often and in whatever order it is asked for.
    return this.#log.get(pickId)?.tell(this.#tieRng.child(String(pickId))) ?? null;
  }

  onPickAbandoned(pickId: number, _nowMs: number): void {
    if (this.#sync.take(pickId) !== undefined) return;
    const record = this.#close(pickId);
    const member = record?.member ?? null;
    if (record === null || member === null) return;
    this.#rule.onAbandoned(member, record.report);
    this.#aversion.onAbandoned(member, pickId);
    if (member.reports === record.report) member.sentSinceReport--;
  }

  onQueryEnd(pickId: number, end: QueryEnd, nowMs: number): void {
    const record = this.#close(pickId);
    const member = record?.member ?? null;
    if (record === null || member === null) return;
    record.status = end.status;
    record.durationMs = end.latencyMs;
    if (!member.present) return;
    const verdict = this.#rule.averse ? verdictOf(end.status, end.byReplica ?? true) : 'neutral';
    // First, so that the load that comes with the answer is ranked by it.
    this.#aversion.onEnd(member, pickId, verdict, nowMs);
    this.#rule.onEnd(member, end, nowMs);
    this.#reports.onQueryEnd(member, record.tag, end, nowMs);
    if (verdict === 'fault') this.#rule.onGone(member, 'failed');
  }

  onProbeReply(id: string, load: LoadReport, nowMs: number): void {
    const member = this.#fleet.get(id);
    if (member !== undefined) this.#reports.onReply(member, load, nowMs);
  }

  onProbeFailure(id: string, cause: ProbeFailure, nowMs: number): void {
    const member = this.#fleet.get(id);
    if (member !== undefined) this.#reports.onFailure(member, cause, nowMs);
  }

  onStall(lagMs: number, nowMs: number): void {
    this.#probing.onStall(lagMs, this.#options, nowMs);
  }

  get asideChanges(): number {
    return this.#aversion.changes;
  }

  asides(): readonly Aside[] {
    return this.#aversion.asides;
  }

  onWake(nowMs: number): Wake {
    this.#release(nowMs);
    const { asks } = this.#rule;
    if (asks === 'never') return { probe: [], wakeAtMs: Number.POSITIVE_INFINITY };
    const probe = this.#reports.ask(this.#probing.onWake(asks, this.#options, nowMs), nowMs);
    const dueAtMs = this.#probing.wakeAtMs(asks, this.#options, nowMs);
    return { probe, wakeAtMs: Math.min(dueAtMs, this.#aversion.nextReturnAtMs) };
  }

  configure(change: Partial<PolicyOptions>, _nowMs: number): void {
    const former = this.#options;
    this.#options = mergeOptions(former, change);
    this.#reports.setEstimator(this.#options.estimator);
    this.#log.resize(this.#options.decisions);
    if (this.#options.policy === former.policy) this.#rule.onChange(this.#options);
    else this.#switchRule();
  }

  snapshot(nowMs: number): Snapshot {
    return snapshotOf({
      nowMs,
      options: this.#options,
      rule: this.#rule,
      members: this.#fleet.members,
      probing: this.#probing,
      reportsInvalid: this.#reports.invalid,
      syncPicks: this.#sync.counts,
    });
  }

  #createRule(): Rule {
    return createRule({
      fleet: this.#fleet,
      rng: this.#rng,
      options: this.#options,
      rateFactor: nowMs => this.#probing.rateFactor(nowMs),
    });
  }

  /** A new rule starts with an empty pool: everybody eligible is probed at once. */
  #switchRule(): void {
    this.#rule = this.#createRule();
    if (!this.#rule.averse) this.#aversion.clear();
    for (const member of this.#fleet.eligible) this.#probing.onEligible(member);
  }

  #excludedBy(exclude: string | undefined): Member | undefined {
    return exclude === undefined ? undefined : this.#fleet.get(exclude);
  }

  /** Whom to choose from: in panic everybody whom the caller allows, barred ones included. */
  #pickable(excluded: Member | undefined, nowMs: number): { from: readonly Member[]; panic: boolean } {
    this.#release(nowMs);
    const eligible = this.#panic ? [] : without(this.#fleet.eligible, excluded);
    const panic = eligible.length === 0;
    return { from: panic ? without(this.#fleet.allowed, excluded) : eligible, panic };
  }

  #look(pickId: number, excluded: Member | undefined, nowMs: number): DecisionRecord {
    const record = this.#log.next(pickId);
    record.start(pickId, this.#options, nowMs);
    record.excluded = excluded ?? null;
    this.#rule.look(record, nowMs);
    this.#lastDecisionId = pickId;
    return record;
  }

  /** Null when the query is to be routed at once; else why not, empty where the mode says so. */
  #whyAskFirst(from: readonly Member[], excluded: Member | undefined, nowMs: number): string | null {
    const { mode, rProbe, syncWaitMs } = this.#options;
    if (mode === 'async' || !this.#rule.waits) return null;
    if (mode === 'sync') return '';
    if (rProbe === 0) return null; // no query is to cause probes
    const waitMs = Math.min(syncWaitMs, this.#probing.roundTripMs);
    return this.#rule.staleness?.(from, excluded, waitMs, nowMs) ?? null;
  }

  /** Prequal §4 [sync]: probes go out before the choice. For those who answer no probes our own counts have answered already. */
  #askFirst(pickId: number, exclude: string | undefined, because: string, nowMs: number): Pick {
    const asked = this.#probing.onSyncQuery(this.#excludedBy(exclude), this.#options, nowMs);
    const probe = this.#reports.ask(asked, nowMs);
    const awaited = { asked, probe, exclude, atMs: nowMs, because };
    const waitFor = Math.min(probe.length, answersToAwait(asked.length) - answeredOf(awaited).length);
    this.#sync.open(pickId, awaited);
    if (waitFor > 0)
      return { kind: 'probe_first', pickId, probe, waitFor, timeoutMs: this.#options.syncWaitMs };
    const pick = this.resolve(pickId, nowMs);
    return pick.kind === 'picked' ? { ...pick, probe } : pick;
  }

  /** By the answers, or where they are too few from the pool, then at random. */
  #chooseAmong(
    answered: readonly Member[],
    record: DecisionRecord,
    from: readonly Member[],
    nowMs: number,
  ): Choice {
    if (answered.length >= MIN_ANSWERS && this.#rule.chooseAmong !== undefined) {
      this.#sync.counts.answers++;
      return this.#rule.chooseAmong(answered, record, nowMs);
    }
    const choice = this.#choose(from, record.excluded ?? undefined, nowMs);
    this.#sync.counts[choice.rule === 'fallback' ? 'random' : 'pool']++;
    return choice;
  }

  #choose(from: readonly Member[], excluded: Member | undefined, nowMs: number): Choice {
    const [first] = from;
    if (first !== undefined && from.length === 1) return plainChoice(first, 'only');
    return this.#rule.choose(from, excluded, nowMs);
  }

  /** Everybody is set aside: a doubtful replica is better than none. */
  #panicked(from: readonly Member[]): Choice {
    return plainChoice(drawFrom(from, this.#rng), 'panic');
  }

  #send(choice: Choice, record: DecisionRecord): void {
    const { member, rule } = choice;
    this.#rule.onSent(member);
    if (this.#aversion.onSent(member, record.pickId)) this.#rule.onGone(member, 'exhausted');
    member.inFlight++;
    member.sentSinceReport++;
    record.chose(choice);
    this.#lastUse = choice;
    member.picks[rule]++;
  }

  /** The decision whose query ended just now; null when it had ended before. */
  #close(pickId: number): DecisionRecord | null {
    const record = this.#log.get(pickId);
    if (record === null || !record.open) return null;
    record.open = false;
    this.#log.onEnd(pickId);
    if (record.member !== null) record.member.inFlight--;
    return record;
  }

  /** Those whose time aside is over are probed at once: a trial needs their load. */
  #release(nowMs: number): void {
    for (const member of this.#aversion.release(nowMs)) if (member.eligible) this.#probing.onEligible(member);
  }
}

function without(members: readonly Member[], excluded: Member | undefined): readonly Member[] {
  return excluded?.allowed ? members.filter(member => member !== excluded) : members;
}
