// Which checks does a call belong to, what does it add to them, and do they hold? The same answer in k6 and in Node.

import type { Check, CheckValue } from './scenario.ts';

/** A call that ended. */
export interface Call {
  /** When it was scheduled, on the scenario's axis. */
  readonly atMs: number;
  readonly ok: boolean;
  /** Who served it, counted from 1; null when the call failed or the replica's name says no number. */
  readonly replica: number | null;
  readonly latencyMs: number;
}

/** How samples become the value of a check: their mean, a quantile, or a count that no call adds to. */
export type Aggregate =
  | { readonly kind: 'mean' }
  | { readonly kind: 'quantile'; readonly quantile: number }
  | { readonly kind: 'count' };

/** One line of a verdict; `value` is null where nothing was measured, which never holds. */
export interface Verdict {
  readonly name: string;
  readonly value: number | null;
  readonly limit: number;
  readonly ok: boolean;
}

/** How the samples of `value` become one number. */
export function aggregateOf(value: CheckValue): Aggregate {
  switch (value) {
    case 'share':
    case 'errorFraction':
      return { kind: 'mean' };
    case 'p50Ms':
      return { kind: 'quantile', quantile: 0.5 };
    case 'p99Ms':
      return { kind: 'quantile', quantile: 0.99 };
    case 'dropped':
      return { kind: 'count' };
  }
}

/** The check's name, `share_2_max_21s_40s`; unique in its scenario, and legal as a k6 metric's. */
export function checkName(check: Check): string {
  const replica = check.replica === undefined ? [] : [String(check.replica)];
  const side = check.max === undefined ? 'min' : 'max';
  return [check.value, ...replica, side, time(check.fromMs), time(check.toMs)].join('_');
}

/** Whether a call scheduled at `atMs` lies in the check's window. */
export function covers(check: Check, atMs: number): boolean {
  return atMs >= check.fromMs && atMs < check.toMs;
}

/**
 * What `call` adds to `check`; null = it does not belong. Shares are of answered calls whose replica has a number, since one
 * without may be any; latencies are of all calls.
 */
export function sampleOf(check: Check, call: Call): number | null {
  if (!covers(check, call.atMs)) return null;
  switch (check.value) {
    case 'share':
      return call.ok && call.replica !== null ? Number(call.replica === check.replica) : null;
    case 'errorFraction':
      return Number(!call.ok);
    case 'p50Ms':
    case 'p99Ms':
      return check.replica === undefined || check.replica === call.replica ? call.latencyMs : null;
    case 'dropped':
      return null;
  }
}

/** The verdict on a measured value. */
export function judge(check: Check, value: number | null): Verdict {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = check;
  const ok = value !== null && value >= min && value <= max;
  return { name: checkName(check), value, limit: check.max ?? check.min ?? 0, ok };
}

/** One line for people: name, value, limit, verdict. */
export function verdictLine({ name, value, limit, ok }: Verdict): string {
  const measured = value === null ? 'nothing measured' : String(Number(value.toPrecision(4)));
  return `${ok ? 'pass' : 'FAIL'}  ${name}: ${measured} (limit ${limit})`;
}

function time(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}
