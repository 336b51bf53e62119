// The seam between the policy and its choice rules: Prequal's own and the baselines.

import type { Candidate } from './decision.ts';
import type { Why } from './decision-reason.ts';
import type { DecisionRecord } from './decision-record.ts';
import type { Fleet, Member } from './fleet.ts';
import type { LoadReport } from './load-report.ts';
import type { PolicyOptions } from './options.ts';
import type { QueryEnd } from './policy.ts';
import type { Rng } from './rng.ts';
import type { LoadSource, Regime, RuleName } from './vocabulary.ts';

/** A replica that a rule without a pool compared, with what it went by. */
export interface Compared {
  readonly member: Member;
  /** Requests in flight, by whatever count the rule goes. */
  readonly rif: number;
  /** ms; null where the rule knows none or needs none. */
  readonly latencyMs: number | null;
  readonly ageMs: number;
  readonly source: LoadSource;
  /** The less the better. */
  readonly score: number;
}

/** What a rule answers: the replica and how it was found. */
export interface Choice {
  readonly member: Member;
  readonly rule: RuleName;
  readonly why: Why;
  /** What was compared outside a pool, in order of preference. */
  readonly compared: readonly Compared[];
  /** Age of the entry used, ms; -1 when none was. */
  readonly ageMs: number;
  /** Picks that the entry has served, this one included; 0 when none was used. */
  readonly uses: number;
  /** Its latency estimate, ms; null when it was unknown or no entry was used. */
  readonly latencyMs: number | null;
}

/** What a rule shows of itself; null where it has no such thing. */
export interface RuleView {
  readonly regime: Regime | null;
  readonly threshold: number | null;
  readonly reuseBudget: number | null;
  readonly poolCapacity: number | null;
  readonly pool: readonly Candidate[];
  readonly rifHistory: Readonly<Record<string, number>>;
}

/** When replicas are asked for their load: with queries and after a time without probes, all of them every `pollMs`, or never. */
export type Asking = 'with_queries' | 'all' | 'never';

/** A choice rule. */
export interface Rule {
  readonly asks: Asking;
  /** Whether replicas that fail are kept away from; the baselines are as their sources define them, without. */
  readonly averse: boolean;
  /** Whether a query may wait for answers of its own, where the mode says so (Prequal §4 [sync]). */
  readonly waits: boolean;
  /** Writes what the rule knows now into `record`. Called before every choice, its own or another's (only, panic). */
  look(record: DecisionRecord, nowMs: number): void;
  /** `from` are the eligible replicas less the `excluded` one, at least two. */
  choose(from: readonly Member[], excluded: Member | undefined, nowMs: number): Choice;
  /**
   * Chooses among `answered`, which have just reported and are at least one, by what they said, and notes in `record` what
   * was compared. Only rules with `waits` have it.
   */
  chooseAmong?(answered: readonly Member[], record: DecisionRecord, nowMs: number): Choice;
  /**
   * Why the pool is too stale to be worth using for a choice from `from`, when asking first takes `waitMs`, in words; null
   * when it is not. `from` and `excluded` as for `choose`. Only rules with `waits` have it.
   */
  staleness?(
    from: readonly Member[],
    excluded: Member | undefined,
    waitMs: number,
    nowMs: number,
  ): string | null;
  /** A query goes to `member`, by whatever rule. */
  onSent(member: Member): void;
  /** It was not sent after all; `report` is the number of the member's last report at that time. */
  onAbandoned(member: Member, report: number): void;
  /** A query ended at `member`, which is still a member. */
  onEnd(member: Member, end: QueryEnd, nowMs: number): void;
  /** `member` has noted the report already. */
  onReport(member: Member, report: LoadReport, source: LoadSource, nowMs: number): void;
  /** The membership or the options changed. */
  onChange(options: PolicyOptions): void;
  onGone(member: Member, reason: 'left' | 'failed' | 'exhausted'): void;
  view(nowMs: number): RuleView;
}

/** What every rule is made from. */
export interface RuleParts {
  readonly fleet: Fleet;
  readonly rng: Rng;
  readonly options: PolicyOptions;
  /** Factor on the probe rate, above 0, 1 = whole. */
  rateFactor(nowMs: number): number;
}

/** What a rule without a pool shows, and how it takes news that do not concern it. */
export const withoutPool = {
  asks: 'never',
  averse: false,
  waits: false,
  look(): void {},
  onSent(): void {},
  onAbandoned(): void {},
  onEnd(): void {},
  onReport(): void {},
  onChange(): void {},
  onGone(): void {},
  view(): RuleView {
    return { regime: null, threshold: null, reuseBudget: null, poolCapacity: null, pool: [], rifHistory: {} };
  },
} as const;

/** Nothing was compared outside a pool. */
export const NOTHING: readonly Compared[] = [];

/** A choice that needed no rule. */
export function plainChoice(member: Member, rule: 'only' | 'panic' | 'fallback'): Choice {
  return { member, rule, why: rule, compared: NOTHING, ageMs: -1, uses: 0, latencyMs: null };
}

/** A baseline's choice that used no pool entry. */
export function baselineChoice(member: Member, why: Why, compared = NOTHING): Choice {
  return { member, rule: 'baseline', why, compared, ageMs: -1, uses: 0, latencyMs: null };
}

/** A uniformly random one of `from`, which is not empty. */
export function drawFrom(from: readonly Member[], rng: Rng): Member {
  return from[rng.int(from.length)] as Member;
}
