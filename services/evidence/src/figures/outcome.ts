// What a whole run of the figures came to: plain facts for the report, the JSON and the text.

import type { RunFacts } from 'program';
import type { Judged } from './deviations.ts';
import { isFine } from './deviations.ts';
import type { FigureAnswer } from './run-figures.ts';
import type { Size } from './size.ts';

/** A figure with its answers and its checks, judged. */
export interface JudgedFigure extends FigureAnswer {
  readonly checks: readonly Judged[];
}

export interface Outcome {
  readonly figures: readonly JudgedFigure[];
  readonly size: Size;
  /** `commit` is that of the sources of the numbers. */
  readonly facts: RunFacts;
  readonly dirty: boolean;
  /** ISO date of the report. */
  readonly date: string;
  /** What the runs took, of all threads together, ms; those found on disk included. */
  readonly threadMs: number;
  /** From start to end of this command, ms. */
  readonly tookMs: number;
  readonly threads: number;
}

export function checksOf({ figures }: Outcome): readonly Judged[] {
  return figures.flatMap(({ checks }) => checks);
}

/** Without those that hold and are one of many of their kind. */
export function shownChecks(checks: readonly Judged[]): readonly Judged[] {
  return checks.filter(({ minor, standing }) => !minor || standing !== 'ok');
}

export function isOk(outcome: Outcome): boolean {
  return checksOf(outcome).every(isFine);
}

/** `41 checks: 36 hold, 4 known deviations, 1 failed`. */
export function standingText(checks: readonly Judged[]): string {
  /** Of one, and of several. */
  const words = {
    ok: ['holds', 'hold'],
    deviation: ['known deviation', 'known deviations'],
    failed: ['failed', 'failed'],
    held: ['holds against the list', 'hold against the list'],
  };
  const parts = Object.entries(words).flatMap(([standing, [one, several]]) => {
    const count = checks.filter(each => each.standing === standing).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : several}`];
  });
  return `${checks.length} ${checks.length === 1 ? 'check' : 'checks'}: ${parts.join(', ') || 'none made'}`;
}
