// The policy: members, probing, a choice rule and the decision log, joined behind the seam.

import type { LoadSource, ProbeFailure } from './closed-sets.ts';
import { createRule } from './create-rule.ts';
import type { Decision } from './decision.ts';
import { DecisionLog } from './decision-log.ts';
import type { DecisionRecord, OpenPick } from './decision-record.ts';
import { type Aside, ErrorAversion } from './error-aversion.ts';
import { Fleet, type Member } from './fleet.ts';
import { type InvalidReason, invalidReason, type LoadReport } from './load-report.ts';
import { LocalLoad } from './local-load.ts';
import { defaultOptions, mergeOptions, type PolicyOptions } from './options.ts';
import type { Pick, Policy, QueryEnd, Snapshot, Use, Wake } from './policy.ts';
import { ProbeScheduler } from './probe-scheduler.ts';
import type { Rng } from './rng.ts';
import { type Choice, drawFrom, plainChoice, type Rule } from './rule.ts';
import { snapshotOf } from './snapshot.ts';
import { type Verdict, verdictOf } from './verdict.ts';

/** Makes a policy; every draw comes from `rng`. Throws PrequalConfigError when an option is out of range. */
export function createPolicy(options: Partial<PolicyOptions>, rng: Rng): Policy {
  return new RulePolicy(mergeOptions(defaultOptions, options), rng);
}

class RulePolicy implements Policy {
  readonly #rng: Rng;
  readonly #tieRng: Rng;
  readonly #fleet = new Fleet();
  readonly #reportsInvalid: Record<InvalidReason, number> = { rif: 0, latency: 0, utilization: 0 };
  readonly #local = new LocalLoad();
  readonly #probing: ProbeScheduler;
  readonly #aversion: ErrorAversion;
  readonly #log: DecisionLog;
  #options: PolicyOptions;
  #rule: Rule;
  #panic = false;
  #lastPickId = 0;
  #lastUse: Use = { rule: 'baseline', ageMs: -1, uses: 0, latencyMs: null };

  constructor(options: PolicyOptions, rng: Rng) {
    this.#rng = rng.child('picks');
    this.#tieRng = rng.child('runner-up');
    this.#options = options;
    this.#probing = new ProbeScheduler(this.#fleet, rng.child('probe-targets'));
    this.#aversion = new ErrorAversion(this.#fleet, rng.child('time-aside'));
    this.#log = new DecisionLog(options.decisions);
    this.#rule = this.#createRule();
  }

  setReplicas(ids: readonly string[], _nowMs: number): void {
    for (const member of this.#fleet.setReplicas(ids)) {
      this.#rule.onGone(member, 'left');
      this.#probing.onLeft(member);
      this.#local.forget(member);
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
    this.#release(nowMs);
    const spared = exclude === undefined ? undefined : this.#fleet.get(exclude);
    const eligible = this.#panic ? [] : without(this.#fleet.eligible, spared);
    const panic = eligible.length === 0;
    const from = panic ? without(this.#fleet.allowed, spared) : eligible;
    if (from.length === 0) return { kind: 'none', reason: 'no_replica' };
    const pickId = ++this.#lastPickId;
    const record = this.#log.next(pickId);
    record.start(pickId, this.#options, nowMs);
    record.excluded = spared ?? null;
    this.#rule.look(record, nowMs);
    // Prequal §4 [async]: the query is routed with what the pool holds; the probes that it causes serve later ones.
    const choice = panic ? this.#panicked(from) : this.#choose(from, spared, nowMs);
    this.#send(choice, record);
    const asks = this.#rule.asks === 'with_queries';
    const probe = asks ? this.#ask(this.#probing.onQuery(this.#options, nowMs), nowMs) : [];
    record.probed = probe;
    return { kind: 'picked', pickId, replica: choice.member.id, probe };
  }

  lastUse(): Use {
    return this.#lastUse;
  }

  lastCandidates(): readonly string[] {
    return this.#log.get(this.#lastPickId)?.candidates() ?? [];
  }

  explain(pickId: number): Decision | null {
    // A stream for each pick: a decision is told the same way however often and in whatever order it is asked for.
    return this.#log.get(pickId)?.tell(this.#tieRng.child(String(pickId))) ?? null;
  }

  onPickAbandoned(pickId: number, _nowMs: number): void {
    const pick = this.#close(pickId);
    if (pick === null) return;
    this.#rule.onAbandoned(pick.token);
    this.#aversion.onAbandoned(pick.member);
    if (pick.member.report === pick.report) pick.member.sentSinceReport--;
  }

  onQueryEnd(pickId: number, end: QueryEnd, nowMs: number): void {
    const pick = this.#close(pickId);
    if (pick === null) return;
    const record = this.#log.get(pickId);
    if (record !== null) {
      record.status = end.status;
      record.durationMs = end.latencyMs;
    }
    if (!pick.member.present) return;
    const { member } = pick;
    this.#local.record(member, end.latencyMs, pick.tag, end.status === 'OK', nowMs);
    this.#rule.onEnd(member, end, nowMs);
    // Deviation [trailers]: load that comes with an answer counts like a probe's reply.
    if (end.load !== undefined && !this.#rejects(end.load)) this.#report(member, end.load, 'trailer', nowMs);
    else if (this.#probing.isSilent(member, nowMs)) this.#standIn(member, nowMs);
    if (this.#rule.averse) this.#judge(member, verdictOf(end.status, end.byReplica ?? true), nowMs);
  }

  onProbeReply(id: string, load: LoadReport, nowMs: number): void {
    const member = this.#fleet.get(id);
    if (member === undefined) return;
    if (this.#rejects(load)) {
      this.onProbeFailure(id, 'invalid', nowMs);
      return;
    }
    this.#probing.onReply(member, nowMs);
    this.#report(member, load, 'probe', nowMs);
  }

  onProbeFailure(id: string, cause: ProbeFailure, nowMs: number): void {
    const member = this.#fleet.get(id);
    if (member === undefined) return;
    this.#probing.onFailure(member, cause, nowMs);
    if (this.#probing.isSilent(member, nowMs)) this.#standIn(member, nowMs);
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
    const probe = this.#ask(this.#probing.onWake(asks, this.#options, nowMs), nowMs);
    const dueAtMs = this.#probing.wakeAtMs(asks, this.#options, nowMs);
    return { probe, wakeAtMs: Math.min(dueAtMs, this.#aversion.nextReturnAtMs) };
  }

  configure(change: Partial<PolicyOptions>, _nowMs: number): void {
    const former = this.#options;
    this.#options = mergeOptions(former, change);
    if (this.#options.estimator !== former.estimator) this.#local.clear();
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
      reportsInvalid: this.#reportsInvalid,
    });
  }

  #createRule(): Rule {
    return createRule({ fleet: this.#fleet, rng: this.#rng, options: this.#options });
  }

  /** A new rule starts with an empty pool: everybody eligible is probed at once. */
  #switchRule(): void {
    this.#rule = this.#createRule();
    if (!this.#rule.averse) this.#aversion.clear();
    for (const member of this.#fleet.eligible) this.#probing.onEligible(member);
  }

  #choose(from: readonly Member[], spared: Member | undefined, nowMs: number): Choice {
    const [first] = from;
    if (first !== undefined && from.length === 1) return plainChoice(first, 'only');
    return this.#rule.choose(from, spared, nowMs);
  }

  /** Everybody is set aside: a doubtful replica is better than none. */
  #panicked(from: readonly Member[]): Choice {
    return plainChoice(drawFrom(from, this.#rng), 'panic');
  }

  #send(choice: Choice, record: DecisionRecord): void {
    const { member, rule } = choice;
    const token = this.#rule.onSent(member);
    this.#aversion.onSent(member);
    member.inFlight++;
    member.sentSinceReport++;
    record.open = { member, tag: member.inFlight, report: member.report, token };
    record.chose(choice);
    this.#lastUse = choice;
    member.picks[rule]++;
  }

  #close(pickId: number): OpenPick | null {
    const record = this.#log.get(pickId);
    const pick = record?.open ?? null;
    if (record !== null) record.open = null;
    this.#log.onEnd(pickId);
    if (pick !== null) pick.member.inFlight--;
    return pick;
  }

  /** What a query's end means for its replica: a fault takes its reports out of the pool, and perhaps itself. */
  #judge(member: Member, verdict: Verdict, nowMs: number): void {
    this.#aversion.onEnd(member, verdict, nowMs);
    if (verdict === 'fault') this.#rule.onGone(member, 'failed');
  }

  /** Those whose time aside is over are probed at once: a trial needs their load. */
  #release(nowMs: number): void {
    for (const member of this.#aversion.release(nowMs)) if (member.eligible) this.#probing.onEligible(member);
  }

  /** Answers for the silent replicas at once and returns the ids of those that are to be asked. */
  #ask(members: readonly Member[], nowMs: number): string[] {
    const ids: string[] = [];
    for (const member of members) {
      if (this.#probing.isSilent(member, nowMs)) this.#standIn(member, nowMs);
      else ids.push(member.id);
    }
    return ids;
  }

  #standIn(member: Member, nowMs: number): void {
    const report = this.#local.standIn(member, this.#options.estimator, nowMs);
    if (report !== null) this.#report(member, report, 'local', nowMs);
  }

  /** Counts a report that cannot be true (prior-art.md 6.12): it is never attractive, it is nothing. */
  #rejects(report: LoadReport): boolean {
    const reason = invalidReason(report);
    if (reason !== null) this.#reportsInvalid[reason]++;
    return reason !== null;
  }

  #report(member: Member, report: LoadReport, source: LoadSource, nowMs: number): void {
    member.onReport(report, source, nowMs);
    this.#rule.onReport(member, report, source, nowMs);
  }
}

function without(members: readonly Member[], spared: Member | undefined): readonly Member[] {
  return spared?.allowed ? members.filter(member => member !== spared) : members;
}
