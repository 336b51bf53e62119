// Which failures are known and why? docs/deviations.json lists them; everything else that fails, fails the run.

import { readFileSync } from 'node:fs';
import type { Check } from './check.ts';

/** A check that does not hold, with the value measured at full length, and the reason. */
export interface Deviation {
  readonly check: string;
  readonly measured: number;
  readonly reason: string;
}

/** ok: it held. deviation: it failed and is listed. failed: it failed. held: it is listed and held. */
export type Standing = 'ok' | 'deviation' | 'failed' | 'held';

export interface Judged extends Check {
  readonly standing: Standing;
  /** The listed reason. */
  readonly reason: string | null;
}

export function readDeviations(file: string | URL): readonly Deviation[] {
  return JSON.parse(readFileSync(file, 'utf8')) as Deviation[];
}

/** A listed check that holds is as wrong as an unlisted one that fails: the list must be true. */
export function judgeChecks(checks: readonly Check[], deviations: readonly Deviation[]): readonly Judged[] {
  return checks.map(check => {
    const listed = deviations.find(each => each.check === check.name);
    const standing = check.ok ? (listed ? 'held' : 'ok') : listed ? 'deviation' : 'failed';
    return { ...check, standing, reason: listed?.reason ?? null };
  });
}

export function isFine({ standing }: Judged): boolean {
  return standing === 'ok' || standing === 'deviation';
}
