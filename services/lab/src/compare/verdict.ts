// Who is better, and is that sure? Pairs of runs of the same round, judged by a rule fixed beforehand, said in words.

import { median } from 'report';
import type { Measure } from './measure.ts';

export type Outcome = 'loses' | 'wins' | 'even' | 'open';

/** One policy against another in one measure. */
export interface Claim {
  readonly policy: string;
  readonly other: string;
  readonly measure: Measure['key'];
  readonly outcome: Outcome;
  /** Rounds in which `policy` had the smaller value, and the larger one. */
  readonly better: number;
  readonly worse: number;
  readonly rounds: number;
  readonly text: string;
}

/** The values of both policies, round by round. */
export interface Pair {
  readonly policy: string;
  readonly other: string;
  readonly values: readonly (number | null)[];
  readonly otherValues: readonly (number | null)[];
}

/**
 * Loses or wins: every round says so, and the median difference is at least the measure's least. Even: the median
 * difference is below that. Open: it is not, but the rounds contradict each other.
 */
export function judgePair(measure: Measure, pair: Pair): Claim | null {
  const rounds = pair.values.length;
  const pairs = pair.values.flatMap((value, at) => {
    const other = pair.otherValues[at];
    return value === null || other === null || other === undefined ? [] : [{ value, other }];
  });
  const mid = median(pairs.map(({ value }) => value));
  const otherMid = median(pairs.map(({ other }) => other));
  if (mid === null || otherMid === null || pairs.length < rounds) return null;
  const difference =
    median(
      pairs.map(({ value, other }) =>
        measure.unit === 'fraction' ? value - other : other === 0 ? 0 : value / other - 1,
      ),
    ) ?? 0;
  const better = pairs.filter(({ value, other }) => value < other).length;
  const worse = pairs.filter(({ value, other }) => value > other).length;
  const outcome = outcomeOf(difference, measure.leastDifference, better, worse, rounds);
  const { policy, other } = pair;
  const none = pairs.every(({ value, other }) => value === 0 && other === 0);
  const text = sentence({
    none,
    measure,
    policy,
    other,
    outcome,
    mid,
    otherMid,
    difference,
    better,
    worse,
    rounds,
  });
  return { policy, other, measure: measure.key, outcome, better, worse, rounds, text };
}

function outcomeOf(
  difference: number,
  least: number,
  better: number,
  worse: number,
  rounds: number,
): Outcome {
  if (Math.abs(difference) < least) return 'even';
  if (worse === rounds) return 'loses';
  return better === rounds ? 'wins' : 'open';
}

interface Facts {
  /** Whether every round of both had the value 0. */
  readonly none: boolean;
  readonly measure: Measure;
  readonly policy: string;
  readonly other: string;
  readonly outcome: Outcome;
  readonly mid: number;
  readonly otherMid: number;
  readonly difference: number;
  readonly better: number;
  readonly worse: number;
  readonly rounds: number;
}

/** `prequal loses to least_loaded in p50: 210 ms against 190 ms (11 % more), in 5 of 5 rounds.` */
function sentence(facts: Facts): string {
  const { measure, policy, other, outcome, mid, otherMid, better, worse, rounds } = facts;
  const numbers = `${shown(measure, mid)} against ${shown(measure, otherMid)} (${differenceText(facts)})`;
  switch (outcome) {
    case 'loses':
      return `${policy} loses to ${other} in ${measure.title}: ${numbers}, in ${worse} of ${rounds} rounds.`;
    case 'wins':
      return `${policy} beats ${other} in ${measure.title}: ${numbers}, in ${better} of ${rounds} rounds.`;
    case 'even':
      if (facts.none) return `${policy} and ${other} do not differ in ${measure.title}: none under either.`;
      return `${policy} and ${other} do not differ in ${measure.title}: ${numbers}.`;
    case 'open':
      return `${policy} against ${other} in ${measure.title} is undecided: ${numbers}, less in ${better} and more in ${worse} of ${rounds} rounds.`;
  }
}

function differenceText({ measure, difference }: Facts): string {
  if (measure.unit === 'fraction') {
    const points = Math.abs(difference * 100);
    if (points < 0.005) return 'no difference';
    return `${points.toFixed(2)} percentage points ${difference < 0 ? 'less' : 'more'}`;
  }
  const percent = Math.abs(difference * 100);
  return percent < 0.5 ? 'no difference' : `${percent.toFixed(0)} % ${difference < 0 ? 'less' : 'more'}`;
}

/** A value with its unit, at the precision that a person reads. */
export function shown({ unit }: Pick<Measure, 'unit'>, value: number | null): string {
  if (value === null) return '-';
  switch (unit) {
    case 'ms':
      return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
    case 'fraction':
      return `${(value * 100).toFixed(2)} %`;
    case 'number':
      return value.toFixed(2);
  }
}
