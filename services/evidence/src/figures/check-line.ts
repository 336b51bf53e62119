// A judged check as a line of text.

import type { Judged } from './deviations.ts';

const WORDS = { ok: 'ok', deviation: 'deviation', failed: 'FAIL', held: 'LISTED' } as const;

/** `ok         fig6_prequal_failed_max: 0 (limit 0)  no query fails at any level`. */
export function checkLine({ standing, name, value, limit, claim }: Judged): string {
  return `${WORDS[standing].padEnd(10)} ${name}: ${valueText(value)} (limit ${valueText(limit)})  ${claim}`;
}

export function valueText(value: number | null): string {
  return value === null ? 'none' : String(Number(value.toPrecision(4)));
}
