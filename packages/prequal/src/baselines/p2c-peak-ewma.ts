// P2C with PeakEWMA, as Finagle, Linkerd and tower have it: of two drawn at random the one where a query costs less.

import type { Member } from '../fleet.ts';
import { type Compared, type Rule, type RuleParts, withoutPool } from '../rule.ts';
import { costOf, PeakEwma } from './peak-ewma.ts';
import { drawTwo, lesserOf } from './two-choices.ts';

export function p2cPeakEwmaRule({ rng, options }: RuleParts): Rule {
  const averages = new Map<Member, PeakEwma>();
  let { peakEwmaTauMs: tauMs } = options;
  const averageOf = (member: Member): PeakEwma => {
    let average = averages.get(member);
    if (average === undefined) {
      average = new PeakEwma();
      averages.set(member, average);
    }
    return average;
  };
  const known = (member: Member, nowMs: number): Compared => {
    const { inFlight } = member;
    const latencyMs = averageOf(member).look(tauMs, nowMs);
    const score = costOf(latencyMs, inFlight);
    return { member, rif: inFlight, latencyMs: latencyMs || null, ageMs: 0, source: 'local', score };
  };
  return {
    ...withoutPool,
    choose: (from, _excluded, nowMs) => {
      const [first, second] = drawTwo(from, rng);
      return lesserOf(known(first, nowMs), known(second, nowMs));
    },
    // Whatever the status, as in both libraries: what fails fast is cheap.
    onEnd: (member, { latencyMs }, nowMs) => averageOf(member).observe(latencyMs, tauMs, nowMs),
    onGone: (member, reason) => {
      if (reason === 'left') averages.delete(member);
    },
    onChange: changed => {
      tauMs = changed.peakEwmaTauMs;
    },
  };
}
