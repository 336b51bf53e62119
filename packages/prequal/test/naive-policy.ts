// What should the policy hold after this? Arrays and full scans instead of indices, rings and carries. Where the policy draws
// at random, the model says what may be drawn and follows what was drawn.

import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { createEstimator } from '../src/create-estimator.ts';
import type { Aside } from '../src/error-aversion.ts';
import type { LoadReport } from '../src/load-report.ts';
import { defaultOptions, type PolicyOptions } from '../src/options.ts';
import type { Snapshot } from '../src/policy.ts';
import { sizingFor } from '../src/reuse-budget.ts';
import { countByRif } from '../src/rif-history.ts';
import type { SyncBasis } from '../src/sync-picks.ts';
import type { LoadSource, RemovalReason, RuleName } from '../src/vocabulary.ts';
import { NaiveEntry, NaiveMember } from './naive-member.ts';
import { type IsHot, naiveBest, naiveIsHot, naiveWorst } from './naive-rule.ts';

const ASK_AGAIN_MS = 30_000;
const TRAILER_FRESH_MS = 30_000;
const ROUNDING = 1e-9;
/** What is wrong with an end, by its status. */
const BAD: Readonly<Record<string, 'fault' | 'pushback' | 'refused'>> = {
  UNAVAILABLE: 'fault',
  RESOURCE_EXHAUSTED: 'pushback',
  NOT_FOUND: 'refused',
};

export interface NaivePick {
  readonly pickId: number;
  readonly member: NaiveMember;
  readonly tag: number;
  readonly entry: NaiveEntry | null;
  readonly report: LoadReport | null;
}

/** A query that waits for answers. */
export interface NaiveWait {
  readonly pickId: number;
  readonly exclude: string | undefined;
  readonly atMs: number;
  /** Replicas that a probe was sent to. */
  readonly probe: readonly string[];
  /** Those, and the silent ones that were asked and answered for. */
  readonly asked: readonly NaiveMember[];
  /** Silent ones whose trailers are fresh: some of them may have been asked, which nothing shows. */
  readonly unseen: readonly NaiveMember[];
  /** Whether the pool's staleness was the reason. */
  readonly auto: boolean;
}

/** A rate rounded so that the sum is exact: the whole part of all that was asked for, less what was given. */
class NaiveRate {
  #sum = 0;
  #given = 0;

  take(rate: number): number {
    this.#sum += rate;
    const due = Math.floor(this.#sum + ROUNDING) - this.#given;
    this.#given += due;
    return due;
  }
}

/** Which rule picks, whom it may pick, and on which entries. */
interface NaiveChoice {
  readonly rule: RuleName;
  readonly allowed: readonly NaiveMember[];
  readonly serves: readonly NaiveEntry[];
}

interface NaiveSent {
  readonly served: NaiveEntry | undefined;
  readonly rateFactor: number;
  readonly worst: string[];
}

const mean = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0) / list.length;

export class NaivePolicy {
  options: PolicyOptions;
  nowMs = 0;
  members: NaiveMember[] = [];
  pool: NaiveEntry[] = [];
  /** The RIF history, oldest first: all that it may be. Of reports of one instant nothing tells the order. */
  histories: number[][] = [[]];
  panic = false;
  open: NaivePick[] = [];
  /** Members asked and not heard of, by probe. */
  asked: NaiveMember[] = [];
  lastProbeAtMs = Number.NEGATIVE_INFINITY;
  readonly invalid: Record<string, number> = { rif: 0, latency: 0, utilization: 0 };
  waiting: NaiveWait[] = [];
  readonly syncPicks: Record<SyncBasis, number> = { answers: 0, pool: 0, random: 0 };
  readonly due = new NaiveRate();
  readonly syncDue = new NaiveRate();
  readonly held = new NaiveRate();
  removals = new NaiveRate();
  /** Which removal is next. */
  removeOldest = true;
  /** Where the cyclic baselines stand; null before their first choice. */
  lastIndex: number | null = null;

  constructor(options: Partial<PolicyOptions>) {
    this.options = { ...defaultOptions, ...options };
  }

  get eligible(): NaiveMember[] {
    return this.members.filter(member => member.eligible);
  }

  /** One that it may be; all hold the same numbers once `assertSame` has seen to it. */
  get history(): number[] {
    return this.histories[0] ?? [];
  }

  #longer(history: readonly number[], rifs: readonly number[]): number[] {
    return [...history, ...rifs].slice(-this.options.rifHistory);
  }

  get sizing() {
    return sizingFor(this.members.length, this.options);
  }

  get isHot(): IsHot {
    return naiveIsHot(this.history, this.options);
  }

  get isPrequal(): boolean {
    return this.options.policy === 'prequal';
  }

  member(id: string): NaiveMember | undefined {
    return this.members.find(member => member.id === id);
  }

  entryOf(member: NaiveMember): NaiveEntry | null {
    return this.pool.find(entry => entry.member === member) ?? null;
  }

  remove(entry: NaiveEntry | null | undefined, reason: RemovalReason): void {
    if (!entry) return;
    this.pool = this.pool.filter(one => one !== entry);
    entry.member.removals[reason] = (entry.member.removals[reason] ?? 0) + 1;
  }

  expire(): void {
    for (const entry of this.pool) {
      if (this.nowMs - entry.receivedAtMs > this.options.probeMaxAgeMs) this.remove(entry, 'expired');
    }
  }

  fit(): void {
    while (this.pool.length > this.sizing.capacity) this.remove(this.pool[0], 'evicted');
  }

  setReplicas(ids: readonly string[]): void {
    const left = this.members.filter(member => !ids.includes(member.id));
    this.pool = this.pool.filter(entry => !left.includes(entry.member));
    this.asked = this.asked.filter(member => !left.includes(member));
    this.members = [...new Set(ids)].map(id => this.member(id) ?? new NaiveMember(id));
    this.#spare();
    if (this.isPrequal) this.fit();
  }

  setEligible(id: string, eligible: boolean): void {
    const member = this.member(id);
    if (member === undefined) return;
    const former = member.eligible;
    member.allowed = eligible;
    if (member.eligible === former) return;
    if (eligible) this.greet(member);
    else this.remove(this.entryOf(member), 'failed');
  }

  /** A smaller fleet can spare fewer: those whose time is over first are tried. */
  #spare(): void {
    const aside = this.asides.toSorted((a, b) => a.conduct.untilMs - b.conduct.untilMs);
    for (const member of aside.slice(0, Math.max(0, aside.length - this.cap))) member.conduct.state = 'trial';
  }

  get asides(): NaiveMember[] {
    return this.members.filter(({ conduct }) => conduct.state === 'aside');
  }

  /** Members that may be aside at a time. */
  get cap(): number {
    return Math.floor(this.members.length / 2);
  }

  /** Those whose time aside is over are tried. */
  release(): void {
    for (const member of this.asides) {
      if (member.conduct.untilMs > this.nowMs) continue;
      member.conduct.state = 'trial';
      if (member.eligible) this.greet(member);
    }
  }

  /** It is to be probed at once, whatever was known of its probe service. */
  greet(member: NaiveMember): void {
    member.newcomer = true;
    member.silentUntilMs = Number.NEGATIVE_INFINITY;
  }

  configure(change: Partial<PolicyOptions>): void {
    const former = this.options;
    this.options = { ...former, ...change };
    if (this.options.estimator !== former.estimator) for (const member of this.members) member.local = null;
    this.histories = this.histories.map(history => history.slice(-this.options.rifHistory));
    if (this.options.policy !== former.policy) {
      this.pool = [];
      this.histories = [[]];
      this.removals = new NaiveRate();
      this.removeOldest = true;
      this.lastIndex = null;
      if (!this.isPrequal)
        for (const { conduct } of this.members) {
          conduct.readmit();
          conduct.trialPickId = null;
        }
      for (const member of this.eligible) this.greet(member);
    } else if (this.isPrequal) this.fit();
  }

  /** Whom a query may go to, `exclude` left out. */
  pickable(exclude: string | undefined): { from: NaiveMember[]; panic: boolean } {
    this.release();
    const others = this.members.filter(({ id }) => id !== exclude);
    const eligible = this.panic ? [] : others.filter(one => one.eligible);
    const panic = eligible.length === 0;
    return { from: panic ? others.filter(one => one.allowed) : eligible, panic };
  }

  /** Whether a query is to ask first, by what has not aged out; null where that depends on how long a probe takes. */
  asksFirst(from: readonly NaiveMember[], panic: boolean): boolean | null {
    const { mode, rProbe, syncWaitMs } = this.options;
    if (!this.isPrequal || mode === 'async' || panic || from.length === 1) return false;
    if (mode === 'sync') return true;
    if (rProbe === 0) return false;
    this.expire();
    const held = this.pool.filter(({ member }) => from.includes(member));
    if (held.length < this.leastHeld(from)) return true;
    const known = held.map(({ latencyMs }) => latencyMs).filter(Number.isFinite);
    const latencyMs = mean(known);
    const isOld = mean(held.map(({ receivedAtMs }) => this.nowMs - receivedAtMs)) > latencyMs;
    if (known.length === 0 || !isOld) return false;
    return syncWaitMs <= latencyMs / 4 ? true : null;
  }

  /** Entries below which the pick is random. */
  leastHeld(from: readonly NaiveMember[]): number {
    return Math.min(this.options.minPool, from.length, this.sizing.capacity);
  }

  /** Of `members` those who may be picked and have reported from `atMs` on. */
  answeredOf(members: readonly NaiveMember[], atMs: number): NaiveMember[] {
    return members.filter(
      member => this.members.includes(member) && member.eligible && member.reportedAtMs >= atMs,
    );
  }

  /** What a query that waited compares: its answers, and in auto mode what of the pool is not stale. */
  compared(answered: readonly NaiveMember[], exclude: string | undefined): NaiveEntry[] {
    const answers = answered.map(member => {
      const entry = new NaiveEntry(member, () => this.options, this.nowMs);
      entry.sent = member.sentSinceReport;
      entry.budget = 1;
      return entry;
    });
    if (this.options.mode !== 'auto') return answers;
    const others = this.pool.filter(({ member }) => !answered.includes(member) && member.id !== exclude);
    const isFresh = ({ receivedAtMs, latencyMs }: NaiveEntry) =>
      latencyMs < Number.POSITIVE_INFINITY && this.nowMs - receivedAtMs <= latencyMs;
    return [...answers, ...others.filter(isFresh)];
  }

  /** Which rule is to pick, and whom it may pick. */
  choice(from: readonly NaiveMember[], panic: boolean): NaiveChoice {
    if (panic) return { rule: 'panic', allowed: [...from], serves: [] };
    if (from.length === 1) return { rule: 'only', allowed: [...from], serves: [] };
    if (!this.isPrequal) return { rule: 'baseline', allowed: this.#baseline(from), serves: [] };
    const held = this.pool.filter(entry => from.includes(entry.member));
    if (held.length < this.leastHeld(from)) {
      return { rule: 'fallback', allowed: [...from], serves: [] };
    }
    return this.best(held);
  }

  /** The hot-cold rule among `entries`. */
  best(entries: readonly NaiveEntry[]): NaiveChoice {
    const serves = naiveBest(entries, this.isHot);
    const rule = serves.every(entry => this.isHot(entry.rif)) ? 'hot' : 'cold';
    return { rule, allowed: serves.map(entry => entry.member), serves };
  }

  #baseline(from: readonly NaiveMember[]): NaiveMember[] {
    if (this.options.policy === 'random') return [...from];
    const least = Math.min(...from.map(member => member.inFlight));
    const tied = this.options.policy === 'least_loaded' ? from.filter(one => one.inFlight === least) : from;
    if (this.lastIndex === null) return [...tied];
    const turned = [...this.members.keys()].map(
      step => this.members[((this.lastIndex ?? 0) + 1 + step) % this.members.length],
    );
    return turned
      .filter(member => member !== undefined && tied.includes(member))
      .slice(0, 1) as NaiveMember[];
  }

  /**
   * The query goes to `member` by `rule`, on `served` of the pool or on none of it; `worst` are the replicas that the policy
   * then removed as the worst.
   */
  send(pickId: number, member: NaiveMember, rule: RuleName, { served, rateFactor, worst }: NaiveSent): void {
    const { isHot } = this;
    const entry = this.entryOf(member);
    if (rule === 'baseline') this.lastIndex = this.members.indexOf(member);
    if (entry !== null) entry.sent++;
    if (entry !== null && entry === served) {
      entry.uses++;
      if (entry.usesLeft === 0) this.remove(entry, 'exhausted');
    }
    if (this.isPrequal) this.#removeSome(isHot, rateFactor, worst);
    if (member.conduct.state === 'trial' && member.conduct.trialPickId === null) {
      member.conduct.trialPickId = pickId;
      this.remove(this.entryOf(member), 'exhausted');
    }
    member.inFlight++;
    member.sentSinceReport++;
    member.picks[rule] = (member.picks[rule] ?? 0) + 1;
    this.open.push({ pickId, member, tag: member.inFlight, entry, report: member.report });
  }

  #removeSome(isHot: IsHot, rateFactor: number, worst: string[]): void {
    for (
      let due = this.removals.take(this.sizing.removalsPerQuery * rateFactor);
      due > 0 && this.pool.length > 0;
      due--
    ) {
      if (this.removeOldest) this.remove(this.pool[0], 'oldest');
      else {
        // Of several that are tied the older ones first: the end is the same, and the next oldest one is never among them.
        const removed = naiveWorst(this.pool, isHot).find(one => worst.includes(one.member.id));
        assert.ok(removed !== undefined, `the worst was not removed, but ${worst.join(' ')}`);
        worst.splice(worst.indexOf(removed.member.id), 1);
        this.remove(removed, 'worst');
      }
      this.removeOldest = !this.removeOldest;
    }
    assert.deepEqual(worst, [], 'removed as the worst');
  }

  take(pick: NaivePick): void {
    this.open = this.open.filter(one => one !== pick);
    pick.member.inFlight--;
  }

  abandon(pick: NaivePick): void {
    this.take(pick);
    if (pick.entry !== null) pick.entry.sent--;
    if (pick.member.report === pick.report) pick.member.sentSinceReport--;
    const { conduct } = pick.member;
    if (conduct.trialPickId === pick.pickId) conduct.trialPickId = null;
  }

  end(pick: NaivePick, status: string, latencyMs: number, load: LoadReport | null): void {
    this.take(pick);
    const { member } = pick;
    if (!this.members.includes(member)) return;
    member.local?.record(latencyMs, pick.tag, status === 'OK', this.nowMs);
    if (load !== null) this.report(member, load, 'trailer');
    else if (this.isSilent(member)) this.standIn(member);
  }

  /** What the end of a query at `member` means for it; `asides` is what the policy said then. */
  judge({ member, pickId }: NaivePick, status: string, asides: readonly Aside[]): void {
    if (!this.isPrequal || !this.members.includes(member)) return;
    const { conduct } = member;
    const tried = conduct.trialPickId === pickId;
    if (tried) conduct.trialPickId = null;
    const bad = BAD[status] ?? null;
    conduct.ends.push({ atMs: this.nowMs, bad });
    const peers = this.members.filter(one => one !== member).map(one => one.conduct);
    const failedTrial = conduct.state === 'trial' && tried && bad === 'fault';
    const isBad = conduct.state === 'in' && bad === 'fault' && conduct.isBad(peers, this.nowMs);
    if (conduct.state === 'trial' && tried && (bad === null || bad === 'refused')) conduct.readmit();
    const full = this.asides.length >= this.cap;
    if (failedTrial && full) conduct.state = 'in';
    if ((failedTrial || isBad) && !full)
      conduct.setAside(
        asides.find(({ replica }) => replica === member.id),
        this.nowMs,
      );
  }

  /** A fault takes the reports of its replica out of the pool, the one that came with it included. */
  drop({ member }: NaivePick, status: string): void {
    if (this.isPrequal && status === 'UNAVAILABLE') this.remove(this.entryOf(member), 'failed');
  }

  isSilent(member: NaiveMember): boolean {
    return this.nowMs < member.silentUntilMs;
  }

  /** Whether local counts are to stand in for a silent replica now. */
  standsIn(member: NaiveMember): boolean {
    return member.source !== 'trailer' || this.nowMs - member.reportedAtMs >= TRAILER_FRESH_MS;
  }

  /** Stand-ins of one instant, in any of these orders. */
  standInAnyOrder(orders: readonly (readonly NaiveMember[])[]): void {
    const { histories } = this;
    for (const member of orders[0] ?? []) this.standIn(member);
    if (!this.isPrequal) return;
    const rifs = orders.map(order => order.map(({ inFlight }) => inFlight));
    this.histories = histories.flatMap(history => rifs.map(one => this.#longer(history, one)));
  }

  standIn(member: NaiveMember): void {
    if (!this.standsIn(member)) return;
    member.local ??= createEstimator(this.options.estimator);
    const latencyMs = member.local.estimate(member.inFlight, this.nowMs);
    this.report(member, { rif: member.inFlight, latencyMs }, 'local');
  }

  report(member: NaiveMember, report: LoadReport, source: LoadSource): void {
    member.report = report;
    member.source = source;
    member.reportedAtMs = this.nowMs;
    member.sentSinceReport = 0;
    if (!this.isPrequal) return;
    this.histories = this.histories.map(history => this.#longer(history, [report.rif]));
    if (!member.eligible) return;
    this.remove(this.entryOf(member), 'replaced');
    this.pool.push(new NaiveEntry(member, () => this.options, this.nowMs));
    this.fit();
  }

  /** An answer, or the lack of one, to a probe of `member`. */
  answered(member: NaiveMember): void {
    const at = this.asked.indexOf(member);
    if (at >= 0) this.asked.splice(at, 1);
  }

  fail(member: NaiveMember, cause: string): void {
    this.answered(member);
    if (cause !== 'timeout' && cause !== 'unreached') member.silentUntilMs = this.nowMs + ASK_AGAIN_MS;
    if (this.isSilent(member)) this.standIn(member);
  }

  reply(member: NaiveMember, report: LoadReport): void {
    this.answered(member);
    member.silentUntilMs = Number.NEGATIVE_INFINITY;
    this.report(member, report, 'probe');
  }

  /** Keeps of the histories those that count as `rifHistory` does. */
  narrow(rifHistory: Readonly<Record<string, number>>): void {
    const counted = (history: readonly number[]) =>
      countByRif(
        history.toSorted((a, b) => a - b),
        history.length,
      );
    const possible = new Map(this.histories.map(history => [history.join(), history]));
    this.histories = [...possible.values()].filter(one => isDeepStrictEqual(counted(one), rifHistory));
    assert.ok(this.histories.length > 0, `RIF history ${JSON.stringify(rifHistory)}`);
  }

  /** Follows the budgets that the policy drew for the entries that are new. */
  adoptBudgets({ pool, probeRateFactor }: Pick<Snapshot, 'pool' | 'probeRateFactor'>): void {
    const reuseBudget = Math.min(this.options.reuseMax, this.sizing.reuseBudget / probeRateFactor);
    for (const entry of this.pool) {
      if (entry.budget !== null) continue;
      const drawn = pool.find(view => view.replica === entry.member.id)?.usesLeft ?? Number.NaN;
      assert.ok(drawn === Math.floor(reuseBudget) || drawn === Math.ceil(reuseBudget), `budget ${drawn}`);
      entry.budget = drawn;
    }
  }
}
