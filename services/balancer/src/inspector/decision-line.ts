// A decision as one line of the page's list, and whether it can be decided again by hand.

import type { DecisionView } from '../admin/decisions.ts';
import type { DecisionLine } from './inspector-view.ts';

export function lineOf(decision: DecisionView): DecisionLine {
  const { id, atMs, rule, replica, reason, method, traceId, status, durationMs } = decision;
  const noReplay = whyNoReplay(decision);
  return { id, atMs, rule, replica, reason, method, traceId, status, durationMs, noReplay };
}

/** Why a threshold has no part in it, in words; null where it was made by the hot-cold rule. */
export function whyNoReplay({
  rule,
  policy,
  candidates,
}: Pick<DecisionView, 'rule' | 'policy' | 'candidates'>): string | null {
  if (rule === 'cold' || rule === 'hot') return null;
  if (rule !== 'baseline')
    return `the rule ${rule} picks without comparing, another threshold would change nothing`;
  const scored = candidates.some(({ score }) => score !== null);
  const words = scored ? 'compares scores, not RIF with a threshold' : 'picks without a threshold';
  return `${policy} ${words}, another threshold would change nothing`;
}
