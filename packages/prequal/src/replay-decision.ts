// What would have been picked from the same reports under another threshold? A past decision, decided again.

import type { Candidate, Decision } from './decision.ts';
import { reasonFor } from './decision-reason.ts';
import { finiteOrNull } from './finite-or-null.ts';
import { type Contender, isHot, selectBest, type Threshold, thresholdOf } from './hot-cold.ts';
import { checkKnob, type PolicyOptions, PrequalConfigError, policyKnobs } from './options.ts';
import { RifHistory } from './rif-history.ts';
import { createRng } from './rng.ts';
import type { RuleName } from './vocabulary.ts';

/** The options that a replay may change; what is absent stays as it was (ties cold where nobody says). */
export type ReplayChange = Partial<Pick<PolicyOptions, 'qRif' | 'hotTies'>>;

/** The decision that the change would have led to. */
export interface Replay {
  readonly rule: RuleName;
  readonly replica: string;
  readonly runnerUp: string | null;
  readonly reason: string;
  /** null = infinite. */
  readonly threshold: number | null;
  readonly candidates: readonly Candidate[];
}

interface Reported extends Contender {
  readonly candidate: Candidate;
}

/**
 * Decides `decision` again by the hot-cold rule over the candidates and RIF history that it recorded. Throws
 * PrequalConfigError when the change is out of range. Null when the decision compared nothing: a fallback, a baseline's.
 */
export function replayDecision(decision: Decision, change: ReplayChange): Replay | null {
  for (const [name, value] of Object.entries(change)) checkChange(name, value);
  const reported = decision.candidates.filter(one => one.replica !== decision.excluded).map(reportedOf);
  if (decision.rule !== 'cold' && decision.rule !== 'hot') return null;
  const { qRif = decision.qRif ?? policyKnobs.qRif.default, hotTies = decision.hotTies ?? 'cold' } = change;
  const threshold = thresholdOf(quantileOf(decision.rifHistory, qRif), { qRif, hotTies });
  // The decision's own number draws among equals: the same replay answers the same twice.
  const rng = createRng(decision.id);
  const best = reported[selectBest(reported, threshold, rng)];
  const second = reported[selectBest(reported, threshold, rng, one => one === best)];
  if (best === undefined) return null;
  const limit = finiteOrNull(threshold.rif);
  const candidates = decision.candidates.map(candidate => judge(reportedOf(candidate), threshold));
  const rule = isHot(best, threshold) ? 'hot' : 'cold';
  const runnerUp = second?.candidate.replica ?? null;
  return {
    rule,
    replica: best.candidate.replica,
    runnerUp,
    reason: reasonFor(rule, best.candidate.replica, runnerUp, limit, candidates),
    threshold: limit,
    candidates,
  };
}

function checkChange(name: string, value: unknown): void {
  if (name !== 'qRif' && name !== 'hotTies') throw new PrequalConfigError(name, value, 'qRif, hotTies');
  checkKnob(name, policyKnobs[name], value);
}

function reportedOf(candidate: Candidate): Reported {
  const latencyMs = candidate.latencyMs ?? Number.POSITIVE_INFINITY;
  return { candidate, rif: candidate.rif, latencyMs, trial: candidate.trial };
}

function judge({ candidate, ...contender }: Reported, threshold: Threshold): Candidate {
  return { ...candidate, hot: isHot(contender, threshold) };
}

function quantileOf(rifHistory: Readonly<Record<string, number>>, q: number): number {
  const total = Object.values(rifHistory).reduce((sum, count) => sum + count, 0);
  const history = new RifHistory(Math.max(1, total));
  for (const [rif, count] of Object.entries(rifHistory))
    for (let i = 0; i < count; i++) history.add(Number(rif));
  return history.quantile(q);
}
